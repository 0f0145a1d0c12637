import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { addNote } from "./add-note.ts";
import { closeNote } from "./close-note.ts";
import { listFollowUps, listNotes } from "./queries/list-notes.ts";

let world: TestWorld;
let lumen: Planted;
beforeAll(async () => {
  world = await openTestWorld();
  lumen = await world.merchant("Lumen", { ready: false });
});
afterAll(() => world.close());

async function added(text: string, followUpOn?: string): Promise<string> {
  const note = await addNote(world.person("operator"), {
    merchantId: lumen.id,
    text,
    ...(followUpOn && { followUpOn }),
  });
  if (!note.ok) throw new Error("not added");
  return note.value.id;
}

test("a note is read by partner staff and never by the merchant's people", async () => {
  const id = await added("They are slow to answer");
  expect(await listNotes(world.person("viewer"), lumen.id)).toMatchObject([
    { id, text: "They are slow to answer", followUpOn: null, byName: "Daniel the operator" },
  ]);
  expect(await listNotes(world.person("merchant_admin", lumen.id), lumen.id)).toEqual([]);
  expect(await listFollowUps(world.person("merchant_admin", lumen.id), "2099-01-01")).toEqual([]);
  const entries = await inScope(world.system, (tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.subject, id)),
  );
  expect(entries).toHaveLength(1);
  expect(JSON.stringify(entries)).not.toContain("slow");
});

test("a follow-up is due from its day on until it is done, once", async () => {
  const id = await added("Call Hana", "2026-12-01");
  const operator = world.person("operator");
  const due = async (day: string) => (await listFollowUps(operator, day)).map((one) => one.id);
  expect(await due("2026-11-30")).toEqual([]);
  expect(await due("2026-12-01")).toEqual([id]);
  expect(await due("2026-12-24")).toEqual([id]);
  expect(await closeNote(operator, { merchantId: lumen.id, noteId: id })).toMatchObject({
    value: { changed: true },
  });
  expect(await closeNote(operator, { merchantId: lumen.id, noteId: id })).toMatchObject({
    value: { changed: false },
  });
  expect(await due("2026-12-24")).toEqual([]);
});

test("who may not change merchants writes no note; unknown merchants and notes are not found", async () => {
  const noteId = await added("Mine");
  for (const scope of [world.person("viewer"), world.person("merchant_admin", lumen.id)]) {
    await expect(addNote(scope, { merchantId: lumen.id, text: "x" })).rejects.toThrow(PermissionError);
    await expect(closeNote(scope, { merchantId: lumen.id, noteId })).rejects.toThrow(PermissionError);
  }
  const operator = world.person("operator");
  await expect(addNote(operator, { merchantId: "mer_none", text: "x" })).rejects.toThrow(NotFoundError);
  await expect(closeNote(operator, { merchantId: "mer_none", noteId })).rejects.toThrow(NotFoundError);
});
