import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { type CsvDecimal, csvLine } from "#lib/kit/csv.ts";
import { formatMoney } from "#lib/kit/money.ts";
import { listTransactions } from "./queries/list-transactions.ts";
import { readReport } from "./queries/read-report.ts";
import { readSeries } from "./queries/read-series.ts";
import { COUNTS, type Figure, type ReportKind, type ReportQuery, type ReportRow } from "./schema.ts";

const RATES = [
  "firstAttemptApprovalRate",
  "orderApprovalRate",
  "sendRate",
  "rescueRate",
  "rescueRateByAmount",
  "rescueRateResolved",
  "maturity",
  "refundRate",
  "chargebackRate",
  "transmitCoverage",
] as const;
const ORDER_COLUMNS = [
  "at",
  "orderId",
  "transactionId",
  "outcome",
  "channel",
  "siteId",
  "descriptor",
] as const;
const CODE_COLUMNS = ["campaignId", "responseCode", "responseCodeSource", "origin"] as const;
const TRANSACTION_PAGE = 5_000;

/** Of transactions: an id, or the orders behind a figure. */
type Narrowed = { q?: string | undefined; figure?: Figure | undefined };

/**
 * The report as CSV, line by line: the same rows, unattributed and totals that the screen and the API tell, amounts
 * in decimals of their currency. Needs `export`. Transactions come page by page, so memory stays flat.
 */
export async function* exportReport(
  scope: Scope,
  kind: ReportKind | "series" | "transactions",
  query: ReportQuery,
  narrowed: Narrowed = {},
): AsyncGenerator<string> {
  requirePermission(scope, "export");
  if (kind === "transactions") {
    yield* exportTransactions(scope, query, narrowed);
    return;
  }
  const report = kind === "series" ? await readSeries(scope, query) : await readReport(scope, kind, query);
  yield csvLine(["key", "label", "detail", ...CELLS, "asOf", "tz", "view", "environment", "from", "to"]);
  const { asOf, tz, view, environment, from, to } = report;
  for (const row of [...report.rows, ...report.unattributed, ...report.totals]) {
    const about = [asOf, tz, view, environment, from, to];
    yield csvLine([row.key, row.label, row.detail ?? null, ...figuresOf(row), ...about]);
  }
}

async function* exportTransactions(
  scope: Scope,
  query: ReportQuery,
  narrowed: Narrowed,
): AsyncGenerator<string> {
  yield csvLine([...ORDER_COLUMNS, ...CODE_COLUMNS, "amount", ...CELLS]);
  let after: string | undefined;
  do {
    const page = await listTransactions(scope, query, { ...narrowed, limit: TRANSACTION_PAGE, after });
    for (const row of page.rows) {
      const cells = [...ORDER_COLUMNS, ...CODE_COLUMNS].map((column) => row[column]);
      yield csvLine([...cells, decimal(row.amount, row.currency), ...figuresOf(row)]);
    }
    after = page.next ?? undefined;
  } while (after);
}

const CELLS = ["currency", ...COUNTS, "recoveredNet", ...RATES];

function figuresOf(row: ReportRow): (string | number | CsvDecimal | null)[] {
  const counts = COUNTS.map((count) =>
    count.endsWith("Amount") ? decimal(row[count], row.currency) : row[count],
  );
  return [
    row.currency,
    ...counts,
    decimal(row.recoveredNet, row.currency),
    ...RATES.map((rate) => row[rate]),
  ];
}

/** A number cell: digits and a point, as many decimals as the currency has. */
function decimal(amountMinor: number, currency: string): CsvDecimal {
  return { decimal: formatMoney(amountMinor, currency).number.replaceAll(",", "").replace("−", "-") };
}
