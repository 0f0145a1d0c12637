import { describe, expect, it } from "vitest";
import { type RowFilter, rowsBySettings, rowsBySite } from "./matrix-rows.ts";
import { sampleCells, setBy } from "./sample-matrix.ts";

const NONE: RowFilter = { text: "", mode: null, changed: false, blocked: false, own: false };
const NOW = Date.parse("2026-11-20T12:00:00.000Z");
const keys = (rows: { key: string }[]) => rows.map((row) => row.key);

describe("the matrix by site", () => {
  it("shows the merchant's default first, then each site with its campaigns", () => {
    const rows = rowsBySite(sampleCells(), NONE, () => true, NOW);
    expect(keys(rows)).toEqual([
      "merchant.mer_lumen",
      "site.shop",
      "campaign.spring",
      "campaign.holiday",
      "site.club",
    ]);
  });

  it("says on a folded site how many of its campaigns differ", () => {
    const cells = sampleCells({ modes: [["campaign", "holiday", "mit", "sandbox"]] });
    const rows = rowsBySite(cells, NONE, () => false, NOW);
    expect(rows.find((row) => row.key === "site.shop")?.detail).toBe("2 campaigns, 1 differs");
  });

  it("cannot fold a site without campaigns", () => {
    const rows = rowsBySite(sampleCells(), NONE, () => true, NOW);
    expect(rows.find((row) => row.key === "site.club")?.isOpen).toBeNull();
  });

  it("finds a campaign by name and opens its site, and leaves the others out", () => {
    const rows = rowsBySite(sampleCells(), { ...NONE, text: "holi" }, () => false, NOW);
    expect(keys(rows)).toEqual(["merchant.mer_lumen", "site.shop", "campaign.holiday"]);
  });

  it("keeps only rows that were changed within seven days", () => {
    const cells = sampleCells({
      modes: [
        ["site", "shop", "mit", "sandbox", "2026-11-01T00:00:00.000Z"],
        ["site", "club", "mit", "sandbox", "2026-11-19T00:00:00.000Z"],
      ],
    });
    expect(keys(rowsBySite(cells, { ...NONE, changed: true }, () => false, NOW))).toEqual([
      "merchant.mer_lumen",
      "site.club",
    ]);
  });

  it("finds cells that a gate holds in Sandbox, and only those", () => {
    const unlinked = {
      standing: "none",
      standingAt: null,
      mit: "unknown",
      mitAt: null,
      mitBy: null,
    } as const;
    const cells = sampleCells({
      modes: [["site", "club", "cit_website", "sandbox"]],
      merchant: { accounts: { sandbox: unlinked, production: unlinked } },
    });
    expect(cells.blockedCount()).toBe(1);
    expect(keys(rowsBySite(cells, { ...NONE, blocked: true }, () => false, NOW))).toEqual([
      "merchant.mer_lumen",
      "site.club",
    ]);
  });

  it("finds what a kill switch stops", () => {
    const kill = {
      scope: "site",
      scopeId: "club",
      channel: "mit",
      setBy: setBy("Mei", "2026-11-19T00:00:00Z"),
    } as const;
    const cells = sampleCells({ merchant: { kills: [kill] } });
    expect(keys(rowsBySite(cells, { ...NONE, mode: "stopped" }, () => false, NOW))).toEqual([
      "merchant.mer_lumen",
      "site.club",
    ]);
  });
});

describe("the matrix by equal settings", () => {
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`s${index}`, []]));

  it("gives sites of equal modes and equal own values one row, the largest first", () => {
    const cells = sampleCells({ sites: many, modes: [["site", "s7", "mit", "sandbox"]] });
    const rows = rowsBySettings(cells, NONE, () => 0, NOW);
    expect(rows.map((row) => `${row.title} ${row.note ?? ""}`.trim())).toEqual([
      "All sites",
      "119 sites All inherit from the merchant",
      "1 site MIT set",
    ]);
  });

  it("tells a site that sets its own mode from one that inherits the same", () => {
    const modes: Parameters<typeof sampleCells>[0] = {
      sites: { a: [], b: [] },
      modes: [
        ["merchant", "mer_lumen", "mit", "production"],
        ["site", "a", "mit", "production"],
      ],
    };
    expect(rowsBySettings(sampleCells(modes), NONE, () => 0, NOW)).toHaveLength(3);
  });

  it("opens fifty sites at a time and offers the rest", () => {
    const rows = rowsBySettings(sampleCells({ sites: many }), NONE, () => 50, NOW);
    expect(rows).toHaveLength(1 + 1 + 50 + 1);
    expect(rows.at(-1)?.title).toBe("Show 50 more sites");
  });
});
