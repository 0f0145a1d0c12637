import type { TrafficOrder } from "./traffic-orders.ts";

/** The figures of one row that traffic can know by itself (product.md §11); amounts in minor units. */
export const FIGURES = [
  "orders",
  "attempts",
  "approvedFirst",
  "declined",
  "evaluated",
  "rescued",
  "open",
  "lost",
  "declinedAmount",
  "evaluatedAmount",
  "rescuedAmount",
] as const;
export type Figures = Record<(typeof FIGURES)[number], number>;

/** By merchant, site and currency. */
export type Tally = Map<string, Figures>;

const UNATTRIBUTED = "unattributed";

export function rowKey(merchantId: string, siteId: string | null, currency: string): string {
  return `${merchantId} ${siteId ?? UNATTRIBUTED} ${currency}`;
}

/** An evaluate's answer, as far as it says where the order counts. */
export type EvaluateSaid = { status: string; sent: boolean; reason: string };

function classOf({ status, sent, reason }: EvaluateSaid): "not_evaluated" | "rescued" | "open" | "lost" {
  if (!sent) return "not_evaluated";
  if (status === "APPROVED") return "rescued";
  if (status === "SUBMITTED" || status === "CAPTUREREQUIRED" || reason === "UPSTREAM_TIMEOUT") return "open";
  return "lost";
}

/** Counts one finished order; `said` is null for one that the processor approved. */
export function count(tally: Tally, order: TrafficOrder, said: EvaluateSaid | null): void {
  const key = rowKey(order.merchant.id, order.siteId, order.currency);
  const row = tally.get(key) ?? (Object.fromEntries(FIGURES.map((name) => [name, 0])) as Figures);
  tally.set(key, row);
  row.orders += 1;
  row.attempts += 1;
  if (said === null) {
    row.approvedFirst += 1;
    return;
  }
  row.declined += 1;
  row.declinedAmount += order.amountMinor;
  const counts = classOf(said);
  if (counts === "not_evaluated") return;
  row.evaluated += 1;
  row.evaluatedAmount += order.amountMinor;
  row[counts] += 1;
  if (counts === "rescued") row.rescuedAmount += order.amountMinor;
}

type ReportRow = { key?: string | null; currency: string } & Partial<Record<keyof Figures, number | null>>;
export type SitesReport = { rows: ReportRow[]; unattributed?: ReportRow | ReportRow[] | null };

/** A report by site as a tally, so that two of them can be subtracted. */
export function tallyOfReport(merchantId: string, report: SitesReport): Tally {
  const tally: Tally = new Map();
  const none = [report.unattributed ?? []].flat();
  for (const [row, siteId] of [
    ...report.rows.map((row) => [row, row.key ?? null] as const),
    ...none.map((row) => [row, null] as const),
  ]) {
    const figures = Object.fromEntries(FIGURES.map((name) => [name, row[name] ?? 0])) as Figures;
    tally.set(rowKey(merchantId, siteId, row.currency), figures);
  }
  return tally;
}

export type Difference = { row: string; figure: string; sent: number; reported: number };

/** What the reports grew by against what was sent; empty when they agree to the unit. */
export function compare(sent: Tally, before: Tally, after: Tally): Difference[] {
  const differences: Difference[] = [];
  for (const row of new Set([...sent.keys(), ...before.keys(), ...after.keys()])) {
    for (const figure of FIGURES) {
      const reported = (after.get(row)?.[figure] ?? 0) - (before.get(row)?.[figure] ?? 0);
      const told = sent.get(row)?.[figure] ?? 0;
      if (told !== reported) differences.push({ row, figure, sent: told, reported });
    }
  }
  return differences;
}
