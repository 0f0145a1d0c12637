import { addDays, dayIn, daysBetween, queryOf } from "#lib/reports/rules.ts";
import {
  type Figure,
  REPORT_KINDS,
  type ReportKind,
  type ReportParams,
  type ReportQuery,
  reportParams,
} from "#lib/reports/schema.ts";
import type { Environment } from "#lib/terms.ts";

export const REPORT_PAGES = [
  "sites",
  "descriptors",
  "transactions",
  "campaigns",
  "channels",
  "declines",
] as const;
export type ReportPage = (typeof REPORT_PAGES)[number];

export const PAGE_WORDS: Record<ReportPage, { tab: string; title: string; key: string }> = {
  sites: { tab: "Sites", title: "Reports by site", key: "Site" },
  descriptors: { tab: "Descriptors", title: "Reports by descriptor", key: "Descriptor" },
  transactions: { tab: "Transactions", title: "Transactions", key: "Transaction" },
  campaigns: { tab: "Campaigns", title: "Reports by campaign", key: "Campaign" },
  channels: { tab: "Channels", title: "Reports by channel", key: "Channel" },
  declines: { tab: "Declines", title: "Decline reasons", key: "Reason" },
};

export function isKind(page: ReportPage): page is ReportKind {
  return (REPORT_KINDS as readonly string[]).includes(page);
}

/** What a report's address says; a part that is not valid falls back to its default, never to an error. */
export type ReportView = { params: ReportParams; query: ReportQuery; asTable: boolean };

type SearchParams = Record<string, string | string[] | undefined>;

export function reportView(
  given: SearchParams,
  place: { environment: Environment; merchantId?: string | undefined; tz: string; now: Date },
): ReportView {
  const single = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const first = [value].flat()[0];
      return first ? [[name, first]] : [];
    }),
  );
  const parsed = reportParams.safeParse(single);
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0]));
  const kept = Object.fromEntries(Object.entries(single).filter(([name]) => !wrong.includes(name)));
  const again = parsed.success ? parsed : reportParams.safeParse(kept);
  const { merchantId: _, environment: __, ...params } = again.success ? again.data : reportParams.parse({});
  const query = queryOf(params, place);
  const sound = query.from < query.to ? query : queryOf({ ...params, from: undefined, to: undefined }, place);
  return { params, query: sound, asTable: single.show === "table" };
}

export const PRESETS = {
  "7": "Last 7 days",
  "30": "Last 30 days",
  "90": "Last 90 days",
  "365": "Last 12 months",
};
export type Preset = keyof typeof PRESETS;

/** A period that ends today, so that the link of tomorrow means tomorrow's. */
export function presetOf(query: ReportQuery, now: Date): Preset | null {
  if (query.to !== addDays(dayIn(now, query.tz), 1)) return null;
  const days = String(daysBetween(query.from, query.to));
  return days in PRESETS ? (days as Preset) : null;
}

/** "Aug 24 – Nov 20, 2026": the last day is the one that still counts. */
export function periodWords({ from, to }: ReportQuery): string {
  const day = (date: string, withYear: boolean) =>
    new Intl.DateTimeFormat("en-US", {
      month: "short",
      day: "numeric",
      ...(withYear ? { year: "numeric" } : {}),
      timeZone: "UTC",
    }).format(new Date(`${date}T00:00:00Z`));
  const last = addDays(to, -1);
  if (last === from) return day(from, true);
  return `${day(from, from.slice(0, 4) !== last.slice(0, 4))} – ${day(last, true)}`;
}

export type ReportChange = Partial<Record<keyof ReportParams, string | undefined>> & {
  show?: "table" | undefined;
};

const NAMES = [
  "from",
  "to",
  "tz",
  "view",
  "currency",
  "channel",
  "siteId",
  "campaignId",
  "descriptor",
  "q",
  "figure",
];

/** The address of a report with something changed: the whole state, and nothing that is a default. */
export function reportHref(base: string, { params, asTable }: ReportView, change: ReportChange = {}): string {
  const next: Record<string, unknown> = { ...params, show: asTable ? "table" : undefined, ...change };
  const query = new URLSearchParams();
  for (const name of [...NAMES, "after", "show"]) {
    const value = next[name];
    const isOldPage = name === "after" && !("after" in change);
    if (value !== undefined && value !== "" && !isOldPage) query.set(name, String(value));
  }
  if (query.get("view") === "cohort") query.delete("view");
  const text = query.toString();
  return text ? `${base}?${text}` : base;
}

/** The orders behind a tile, in the same period, view and filters. */
export function ordersBehind(root: string, view: ReportView, currency: string, figure: Figure): string {
  return reportHref(`${root}/reports/transactions`, view, {
    currency,
    figure,
    q: undefined,
    show: undefined,
  });
}

export function percent(rate: number | null): string {
  return rate === null ? "–" : `${(rate * 100).toFixed(1)}%`;
}
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
