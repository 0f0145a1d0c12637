import { isStoppedHere } from "#components/switching/cell-words.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import type { CampaignConfig, CellState, SiteConfig } from "#lib/switching/schema.ts";
import { CHANNELS, type Mode } from "#lib/terms.ts";
import { type CellRef, type Cells, type MatrixCells, siteTitle } from "./matrix-cells.ts";

export type RowFilter = {
  text: string;
  mode: Mode | "stopped" | null;
  changed: boolean;
  blocked: boolean;
  own: boolean;
};

export type MatrixRow = {
  key: string;
  kind: "merchant" | "site" | "campaign" | "pattern" | "more";
  /** px; windowing counts with it. */
  height: number;
  title: string;
  /** Beside the title of a pattern. */
  note?: string;
  detail: string;
  /** The scope that the row's cells set; a pattern speaks for several sites and sets none. */
  target: Omit<CellRef, "channel"> | null;
  cells: Cells | null;
  /** Null where there is nothing to fold. */
  isOpen: boolean | null;
  siteIds: string[];
};

const CHANGED_WITHIN_MS = 7 * 86_400_000;
const HEIGHTS = { merchant: 52, site: 52, campaign: 38, pattern: 52, more: 38 } as const;
/** Sites of a pattern that are shown at a time. */
export const PATTERN_STEP = 50;

export function isFiltered(filter: RowFilter): boolean {
  return Boolean(filter.text.trim() || filter.mode || filter.changed || filter.blocked || filter.own);
}

/** The merchant's row first, then each site with its campaigns; folded sites say how many of theirs differ. */
export function rowsBySite(
  cells: MatrixCells,
  filter: RowFilter,
  isOpen: (siteId: string) => boolean,
  now: number,
): MatrixRow[] {
  const rows = [merchantRow(cells)];
  for (const site of cells.sites) {
    const campaigns = cells.campaignsOf(site.id);
    const isSiteHit = siteMatches(cells, site, filter, now);
    const hits = isFiltered(filter)
      ? campaigns.filter((campaign) => campaignMatches(cells, campaign, site, filter, now))
      : campaigns;
    if (!isSiteHit && hits.length === 0) continue;
    const open = campaigns.length > 0 && (isOpen(site.id) || (isFiltered(filter) && hits.length > 0));
    rows.push({
      ...siteRow(cells, site),
      isOpen: campaigns.length > 0 ? open : null,
      ...(open || campaigns.length === 0 ? {} : { detail: folded(cells, site, campaigns) }),
    });
    if (!open) continue;
    const shown = isFiltered(filter) && hits.length > 0 ? hits : campaigns;
    for (const campaign of shown) rows.push(campaignRow(cells, campaign));
  }
  return rows;
}

/** Sites with equal effective modes and an equal pattern of own and inherited values share one row. */
export function rowsBySettings(
  cells: MatrixCells,
  filter: RowFilter,
  shownOf: (patternKey: string) => number,
  now: number,
): MatrixRow[] {
  const patterns = new Map<string, SiteConfig[]>();
  for (const site of cells.sites) {
    if (isFiltered(filter) && !anyMatches(cells, site, filter, now)) continue;
    const key = patternKey(cells.cells("site", site.id));
    const known = patterns.get(key);
    if (known) known.push(site);
    else patterns.set(key, [site]);
  }
  const rows = [merchantRow(cells)];
  for (const [key, sites] of [...patterns].sort(([, a], [, b]) => b.length - a.length)) {
    const first = sites[0];
    if (!first) continue;
    const shown = shownOf(key);
    rows.push({
      key: `pattern.${key}`,
      kind: "pattern",
      height: HEIGHTS.pattern,
      title: `${sites.length} ${sites.length === 1 ? "site" : "sites"}`,
      note: patternName(cells.cells("site", first.id)),
      detail: sampleNames(sites),
      target: null,
      cells: cells.cells("site", first.id),
      isOpen: shown > 0,
      siteIds: sites.map((site) => site.id),
    });
    for (const site of sites.slice(0, shown)) {
      rows.push({ ...siteRow(cells, site), height: HEIGHTS.campaign, isOpen: null });
    }
    if (shown > 0 && sites.length > shown) {
      rows.push({
        key: `more.${key}`,
        kind: "more",
        height: HEIGHTS.more,
        title: `Show ${Math.min(PATTERN_STEP, sites.length - shown)} more sites`,
        detail: "",
        target: null,
        cells: null,
        isOpen: null,
        siteIds: [],
      });
    }
  }
  return rows;
}

export function patternCount(cells: MatrixCells): number {
  return new Set(cells.sites.map((site) => patternKey(cells.cells("site", site.id)))).size;
}

function merchantRow(cells: MatrixCells): MatrixRow {
  const { id } = cells.merchant;
  return {
    key: `merchant.${id}`,
    kind: "merchant",
    height: HEIGHTS.merchant,
    title: "All sites",
    detail: "Merchant default",
    target: { scope: "merchant", id },
    cells: cells.cells("merchant", id),
    isOpen: null,
    siteIds: [],
  };
}

function siteRow(cells: MatrixCells, site: SiteConfig): MatrixRow {
  const [descriptor, ...more] = site.descriptors;
  return {
    key: `site.${site.id}`,
    kind: "site",
    height: HEIGHTS.site,
    title: siteTitle(site),
    detail: descriptor ? descriptor + (more.length > 0 ? `, +${more.length}` : "") : "no descriptor",
    target: { scope: "site", id: site.id },
    cells: cells.cells("site", site.id),
    isOpen: null,
    siteIds: [site.id],
  };
}

function campaignRow(cells: MatrixCells, campaign: CampaignConfig): MatrixRow {
  return {
    key: `campaign.${campaign.id}`,
    kind: "campaign",
    height: HEIGHTS.campaign,
    title: campaign.name,
    detail: campaign.kind === "web" ? "Web" : "Call center",
    target: { scope: "campaign", id: campaign.id },
    cells: cells.cells("campaign", campaign.id),
    isOpen: null,
    siteIds: [],
  };
}

/** "3 campaigns, 1 differs". */
function folded(cells: MatrixCells, site: SiteConfig, campaigns: CampaignConfig[]): string {
  const own = cells.cells("site", site.id);
  const differs = campaigns.filter((campaign) => {
    const theirs = cells.cells("campaign", campaign.id);
    return CHANNELS.some((channel) => theirs[channel].effective !== own[channel].effective);
  }).length;
  const count = `${campaigns.length} ${campaigns.length === 1 ? "campaign" : "campaigns"}`;
  return differs > 0 ? `${count}, ${differs} ${differs === 1 ? "differs" : "differ"}` : count;
}

function patternKey(own: Cells): string {
  return CHANNELS.map((channel) => {
    const cell = own[channel];
    const stop = cell.stoppedBy ? (isStoppedHere(cell) ? "!" : "^") : "";
    return `${cell.effective}${cell.explicit ? "=" : "-"}${stop}`;
  }).join("|");
}

function patternName(own: Cells): string {
  const stopped = CHANNELS.filter((channel) => own[channel].stoppedBy);
  const set = CHANNELS.filter((channel) => own[channel].explicit);
  if (stopped.length > 0) return `${stopped.map((channel) => CHANNEL_NAMES[channel]).join(", ")} stopped`;
  if (set.length === 0) return "All inherit from the merchant";
  return `${set.map((channel) => CHANNEL_NAMES[channel]).join(", ")} set`;
}

function sampleNames(sites: readonly SiteConfig[]): string {
  const names = sites
    .slice(0, 3)
    .map((site) => site.name)
    .join(", ");
  return sites.length > 3 ? `${names} and ${sites.length - 3} more` : names;
}

function anyMatches(cells: MatrixCells, site: SiteConfig, filter: RowFilter, now: number): boolean {
  return (
    siteMatches(cells, site, filter, now) ||
    cells.campaignsOf(site.id).some((campaign) => campaignMatches(cells, campaign, site, filter, now))
  );
}

function siteMatches(cells: MatrixCells, site: SiteConfig, filter: RowFilter, now: number): boolean {
  return (
    textMatches(filter.text, [site.name, ...site.hosts, ...site.descriptors]) &&
    valuesMatch(cells, cells.cells("site", site.id), filter, now)
  );
}

function campaignMatches(
  cells: MatrixCells,
  campaign: CampaignConfig,
  site: SiteConfig,
  filter: RowFilter,
  now: number,
): boolean {
  const words = [campaign.name, campaign.externalId, campaign.descriptor ?? ""];
  // A site that is named by the search brings its campaigns along; other filters judge each row by itself.
  const isNamed = textMatches(filter.text, words) || textMatches(filter.text, [site.name, ...site.hosts]);
  return isNamed && valuesMatch(cells, cells.cells("campaign", campaign.id), filter, now);
}

function textMatches(text: string, words: readonly string[]): boolean {
  const asked = text.trim().toLowerCase();
  return !asked || words.some((word) => word.toLowerCase().includes(asked));
}

function valuesMatch(cells: MatrixCells, own: Cells, filter: RowFilter, now: number): boolean {
  const { mode, changed, blocked, own: ownOnly } = filter;
  if (!mode && !changed && !blocked && !ownOnly) return true;
  return CHANNELS.some((channel) => cellMatches(cells, own[channel], filter, now));
}

function cellMatches(cells: MatrixCells, cell: CellState, filter: RowFilter, now: number): boolean {
  if (filter.mode === "stopped" ? !cell.stoppedBy : filter.mode && cell.effective !== filter.mode)
    return false;
  if (filter.own && !cell.explicit) return false;
  if (filter.blocked && !cells.blocked(cell)) return false;
  const changedAt = cell.explicit?.setBy.at;
  if (filter.changed && !(changedAt && now - Date.parse(changedAt) < CHANGED_WITHIN_MS)) return false;
  return true;
}
