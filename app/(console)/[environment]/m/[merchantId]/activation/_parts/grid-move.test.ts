import { describe, expect, it } from "vitest";
import { gridMove, HEAD } from "./grid-move.ts";
import { rowsBySite } from "./matrix-rows.ts";
import { sampleCells } from "./sample-matrix.ts";

const NONE = { text: "", mode: null, changed: false, blocked: false, own: false };
const rows = rowsBySite(sampleCells(), NONE, () => true, 0);
const from = (row: string, column: number, key: string) => gridMove(rows, { row, column }, key);

describe("keys in the matrix", () => {
  it("moves cell by cell with the arrows and stops at the edges", () => {
    expect(from("site.shop", 1, "ArrowRight")).toEqual({ to: { row: "site.shop", column: 2 } });
    expect(from("site.shop", 3, "ArrowRight")).toBeNull();
    expect(from("site.shop", 2, "ArrowDown")).toEqual({ to: { row: "campaign.spring", column: 2 } });
    expect(from("site.club", 2, "ArrowDown")).toEqual({ to: { row: "site.club", column: 2 } });
  });

  it("reaches the head above the first row, and comes back", () => {
    expect(from("merchant.mer_lumen", 2, "ArrowUp")).toEqual({ to: { row: HEAD, column: 2 } });
    expect(from(HEAD, 2, "ArrowDown")).toEqual({ to: { row: "merchant.mer_lumen", column: 2 } });
    // The head of the names is no cell: there is nothing to press.
    expect(from(HEAD, 1, "ArrowLeft")).toBeNull();
  });

  it("goes to the ends of a row with Home and End", () => {
    expect(from("campaign.spring", 2, "Home")).toEqual({ to: { row: "campaign.spring", column: 0 } });
    expect(from("campaign.spring", 2, "End")).toEqual({ to: { row: "campaign.spring", column: 3 } });
  });

  it("goes from group to group with PgUp and PgDn", () => {
    expect(from("campaign.spring", 1, "PageDown")).toEqual({ to: { row: "site.club", column: 1 } });
    expect(from("site.club", 1, "PageUp")).toEqual({ to: { row: "site.shop", column: 1 } });
  });

  it("folds on the left of a name and unfolds on its right", () => {
    expect(from("site.shop", 0, "ArrowLeft")).toEqual({ fold: "site.shop", open: false });
    const folded = rowsBySite(sampleCells(), NONE, () => false, 0);
    const at = { row: "site.shop", column: 0 };
    expect(gridMove(folded, at, "ArrowRight")).toEqual({ fold: "site.shop", open: true });
  });

  it("leaves other keys alone", () => {
    expect(from("site.shop", 1, "Tab")).toBeNull();
  });
});
