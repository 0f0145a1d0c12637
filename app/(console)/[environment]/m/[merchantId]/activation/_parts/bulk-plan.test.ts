import { describe, expect, it } from "vitest";
import { bulkPlan } from "./bulk-plan.ts";
import type { CellRef } from "./matrix-cells.ts";
import { sampleCells } from "./sample-matrix.ts";

const site = (id: string, channel: CellRef["channel"]): CellRef => ({ scope: "site", id, channel });

describe("one change for many cells", () => {
  it("leaves out what has the mode already and says how many", () => {
    const cells = sampleCells({ modes: [["site", "shop", "mit", "off"]] });
    const plan = bulkPlan(cells, [site("shop", "mit"), site("club", "mit")], "off");
    expect(plan.unchanged).toBe(1);
    expect(plan.changing).toEqual([site("club", "mit")]);
  });

  it("lists a cell whose gates are open apart and names the owner", () => {
    const none = {
      standing: "linked",
      standingAt: null,
      mit: "requested",
      mitAt: null,
      mitBy: null,
    } as const;
    const cells = sampleCells({ merchant: { accounts: { sandbox: none, production: none } } });
    const plan = bulkPlan(cells, [site("shop", "mit"), site("shop", "cit_website")], "production");
    expect(plan.changing).toEqual([site("shop", "cit_website")]);
    expect(plan.blocked.map(({ words }) => words)).toEqual([
      "shop.lumenlabs.example, MIT: 1 gate is open (FlexCharge)",
    ]);
    expect(plan.isToProduction).toBe(true);
  });

  it("asks a reason when any cell goes down", () => {
    const cells = sampleCells({ modes: [["site", "shop", "mit", "production"]] });
    expect(bulkPlan(cells, [site("shop", "mit")], "sandbox").isDown).toBe(true);
    expect(bulkPlan(cells, [site("club", "mit")], "sandbox").isDown).toBe(false);
  });
});
