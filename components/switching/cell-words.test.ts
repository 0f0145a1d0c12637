import { describe, expect, it } from "vitest";
import type { CellState } from "#lib/switching/schema.ts";
import { cellName, consequence } from "./cell-words.ts";

const reader = { zone: "America/New_York", now: "2026-11-20T12:00:00.000Z" };
const setBy = {
  id: "usr_1",
  name: "Priya Nair",
  at: "2026-11-18T19:20:00.000Z",
  reason: "Script test",
  version: 40,
};
const row = { scope: "site", scopeId: "shop", channel: "cit_call_center", mode: "sandbox", setBy } as const;
const cell: CellState = {
  scope: "site",
  scopeId: "shop",
  channel: "cit_call_center",
  explicit: row,
  effective: "sandbox",
  decidedBy: "site",
  decidingRow: row,
  stoppedBy: null,
};

describe("what a cell is called", () => {
  it("tells channel, place, mode, source and consequence", () => {
    expect(cellName(cell, "shop.lumenlabs.example", "production", reader)).toBe(
      "CIT call center, shop.lumenlabs.example: Sandbox, set here by Priya Nair on Nov 18. Live orders are not sent.",
    );
  });

  it("tells of an inherited mode where it comes from", () => {
    const inherited: CellState = { ...cell, explicit: null, scope: "campaign", scopeId: "spring" };
    expect(cellName(inherited, "Spring", "sandbox", reader)).toBe(
      "CIT call center, Spring: Sandbox, inherited from the site. Test orders go to the sandbox.",
    );
  });

  it("tells a stop before the mode that it overrules", () => {
    const kill = { scope: "site", scopeId: "shop", channel: "all", setBy } as const;
    expect(cellName({ ...cell, stoppedBy: kill }, "shop", "production", reader)).toBe(
      "CIT call center, shop: Stopped, was Sandbox, stopped here by Priya Nair on Nov 18, 14:20. Live orders are not sent.",
    );
  });
});

describe("what a mode means", () => {
  it("sends live orders from Production only, test orders from every open channel", () => {
    const sent = (mode: CellState["effective"], environment: "sandbox" | "production") =>
      consequence(mode, false, environment).isSent;
    expect(["off", "sandbox", "production"].map((mode) => sent(mode as "off", "production"))).toEqual([
      false,
      false,
      true,
    ]);
    expect(["off", "sandbox", "production"].map((mode) => sent(mode as "off", "sandbox"))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("sends nothing while stopped", () => {
    expect(consequence("production", true, "production").isSent).toBe(false);
    expect(consequence("production", true, "sandbox").isSent).toBe(false);
  });
});
