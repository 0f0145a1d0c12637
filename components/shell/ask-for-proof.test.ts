import { afterEach, describe, expect, test } from "vitest";
import { onProofAsked, withProof } from "./ask-for-proof.ts";

type Answer = { ok: true; value: string } | { ok: false; reason: string };

/** An action that wants the password again until `proven`. */
function guarded() {
  const door = { proven: false, runs: 0 };
  const run = async (): Promise<Answer> => {
    door.runs += 1;
    return door.proven ? { ok: true, value: "done" } : { ok: false, reason: "STEP_UP_REQUIRED" };
  };
  return { door, run };
}

describe("an action that wants the password again", () => {
  afterEach(() => onProofAsked(null));

  test("is run once more when the person has shown it", async () => {
    const { door, run } = guarded();
    onProofAsked(async () => {
      door.proven = true;
      return true;
    });
    expect(await withProof(run)).toEqual({ ok: true, value: "done" });
    expect(door.runs).toBe(2);
  });

  test("stays refused when the person closes the dialog, and where nobody can be asked", async () => {
    const { door, run } = guarded();
    onProofAsked(async () => false);
    expect(await withProof(run)).toEqual({ ok: false, reason: "STEP_UP_REQUIRED" });
    onProofAsked(null);
    expect(await withProof(run)).toEqual({ ok: false, reason: "STEP_UP_REQUIRED" });
    expect(door.runs).toBe(2);
  });

  test("asks nothing when it is done, or refused for another reason", async () => {
    onProofAsked(async () => {
      throw new Error("nobody should be asked");
    });
    const other: Answer = { ok: false, reason: "LAST_ADMIN" };
    expect(await withProof(async () => other)).toBe(other);
  });
});
