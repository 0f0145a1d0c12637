import type { TransactionPage } from "#lib/reports/queries/list-transactions.ts";
import type { Report, ReportQuery, ReportRow } from "#lib/reports/schema.ts";

/**
 * The answer of contract.md. `unattributed` is one row; where several currencies are told, since none was asked
 * for, it is a list with one row each: they are never added.
 */
export function reportAnswer(report: Report, query: ReportQuery, currency: string | null) {
  const { rows, unattributed, totals, ...about } = report;
  return {
    ...about,
    merchantId: query.merchantId ?? null,
    currency: query.currency ?? (totals.length === 1 ? totals[0]!.currency : currency),
    rows,
    unattributed: oneOrList(unattributed),
    totals,
    next: null,
  };
}

export function transactionsAnswer(page: TransactionPage, query: ReportQuery) {
  const { tz, view, environment, from, to } = query;
  return {
    ...{ asOf: page.asOf, tz, view, environment, from, to },
    merchantId: query.merchantId ?? null,
    rows: page.rows,
    unattributed: null,
    next: page.next,
  };
}

function oneOrList(rows: ReportRow[]): ReportRow | ReportRow[] | null {
  return rows.length > 1 ? rows : (rows[0] ?? null);
}
