import { type SQL, sql } from "drizzle-orm";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { columnOf, entriesOf, SUMS } from "../internal/entries.ts";
import { inReport } from "../internal/in-report.ts";
import { startOfDay } from "../internal/order-facts.ts";
import { countsOf, reportRow } from "../internal/row.ts";
import { COUNTS, type Figure, type ReportQuery, type TransactionRow } from "../schema.ts";

export type TransactionPage = { asOf: string; rows: TransactionRow[]; next: string | null };

const ROWS_MAX = 5_000;
const AT_KEY = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:?\d\d)?$/;

/**
 * One row an authorisation, newest first, page by key. What an order counts stands on its first decline (an order
 * that nobody told an authorisation of has one row of its own), so that these rows add up to every other report.
 * `q` is an order's or a transaction's id. Needs `reports.read`.
 */
export async function listTransactions(
  scope: Scope,
  query: ReportQuery,
  page: { limit: number; after?: string | undefined; q?: string | undefined; figure?: Figure | undefined },
): Promise<TransactionPage> {
  requirePermission(scope, "reports.read");
  const limit = Math.min(Math.max(page.limit, 1), ROWS_MAX);
  const key = page.after === undefined ? null : keyOf(page.after);
  const beyond = key
    ? sql`AND (transactions.at, transactions.merchant_id, transactions.order_id, tx) < (${key.at}::timestamptz, ${key.merchant}, ${key.order}, ${key.tx})`
    : sql``;
  const sought =
    page.q === undefined ? sql`` : sql`AND (transactions.order_id = ${page.q} OR tx = ${page.q})`;
  const counted = page.figure === undefined ? sql`` : behind(page.figure);
  const found = await inReport(scope, (tx) =>
    tx.execute<Record<string, unknown>>(sql`${transactionsOf(query)}
      SELECT transactions.*, transactions.at::text AS at_key, o.id AS our_id
      FROM transactions LEFT JOIN orders o ON o.merchant_id = transactions.merchant_id
        AND o.environment = ${query.environment} AND o.external_id = transactions.order_id
      WHERE true ${beyond} ${sought} ${counted}
      ORDER BY transactions.at DESC, transactions.merchant_id DESC, transactions.order_id DESC, tx DESC LIMIT ${limit + 1}`),
  );
  const rows = found.slice(0, limit).map(transactionRow);
  const last = found.length > limit ? found[limit - 1] : undefined;
  return { asOf: scope.clock.now().toISOString(), rows, next: last ? cursorOf(last) : null };
}

/** The orders behind a figure, each once; so many rows as the figure says. */
function behind(figure: Figure): SQL {
  if (figure === "notEvaluated") return sql`AND place = 1 AND "declined" <> '0' AND NOT is_evaluated`;
  if (figure === "approved") return sql`AND place = 1 AND ("approvedWithout" <> '0' OR "rescued" <> '0')`;
  if (figure === "resolved") return sql`AND place = 1 AND ("rescued" <> '0' OR "lost" <> '0')`;
  return sql`AND place = 1 AND "${sql.raw(figure)}" <> '0'`;
}

function transactionsOf(query: ReportQuery): SQL {
  const inPeriod = sql`a.at >= ${startOfDay(query.from, query.tz)} AND a.at < ${startOfDay(query.to, query.tz)}`;
  const counted = query.view === "cohort" ? sql`true` : inPeriod;
  const figures = COUNTS.filter((count) => count !== "attempts").map(
    (count) => sql`CASE WHEN place = 1 THEN "${sql.raw(count)}" ELSE '0' END AS "${sql.raw(count)}"`,
  );
  return sql`${entriesOf(query)}, per_order AS (
  SELECT merchant_id, order_id, currency, ${SUMS} FROM entries GROUP BY merchant_id, order_id, currency
), authorisations AS (
  SELECT merchant_id, order_id, currency, COALESCE(transaction_id, id) AS tx, min(at) AS at,
    min(transaction_id) AS transaction_id, bool_or(approved_by_processor) AS approved, min(amount_minor) AS amount,
    min(response_code) AS code, min(response_code_source) AS code_source, min(channel) AS channel,
    min(site_id) AS site_id, min(descriptor) AS descriptor, min(campaign_id) AS campaign_id
  FROM told WHERE type = 'attempt' GROUP BY 1, 2, 3, 4
), placed AS (
  SELECT f.merchant_id, f.order_id, f.currency, f.rescued AS is_rescued, f.evaluated AS is_evaluated, f.open AS is_open, f.lost AS is_lost, f.state,
    f.direct AS is_direct,
    f.declined_at, COALESCE(a.at, f.cohort_at) AS at, COALESCE(a.tx, '') AS tx, a.transaction_id, a.approved,
    COALESCE(a.amount, f.declined_amount) AS amount, a.code, a.code_source, COALESCE(a.channel, f.channel) AS channel,
    COALESCE(a.site_id, f.site_id) AS site_id, COALESCE(a.descriptor, f.descriptor) AS descriptor,
    COALESCE(a.campaign_id, f.campaign_id) AS campaign_id,
    a.tx IS NOT NULL AND ${counted} AS is_counted,
    row_number() OVER (PARTITION BY f.merchant_id, f.order_id, f.currency
      ORDER BY COALESCE(a.approved, true), a.at, a.tx) AS place
  FROM facts f LEFT JOIN authorisations a USING (merchant_id, order_id, currency)
), transactions AS (
  SELECT placed.*, CASE WHEN is_counted THEN 1 ELSE 0 END AS ${columnOf("attempts")}, ${sql.join(figures, sql`, `)}
  FROM placed JOIN per_order USING (merchant_id, order_id, currency)
  WHERE is_counted OR place = 1
)`;
}

function transactionRow(row: Record<string, unknown>): TransactionRow {
  const text = (name: string) => (row[name] as string | null) ?? null;
  const transactionId = text("transaction_id") ?? String(row.tx);
  const orderId = String(row.order_id);
  const outcome = row.is_rescued
    ? "rescued"
    : row.is_open
      ? "open"
      : row.is_lost
        ? "lost"
        : row.declined_at === null
          ? "approved"
          : "not_sent";
  const named = {
    key: transactionId || orderId,
    label: orderId,
    currency: String(row.currency),
    merchantId: String(row.merchant_id),
    siteId: text("site_id"),
  };
  return {
    ...reportRow(named, countsOf(row)),
    orderId,
    transactionId,
    ourOrderId: text("our_id"),
    merchantId: named.merchantId,
    siteId: named.siteId,
    at: new Date(row.at as string).toISOString(),
    channel: text("channel") as TransactionRow["channel"],
    descriptor: text("descriptor"),
    origin: row.is_direct ? "direct" : "switchboard",
    campaignId: text("campaign_id"),
    responseCode: text("code"),
    responseCodeSource: text("code_source"),
    approvedByProcessor: (row.approved as boolean | null) ?? null,
    amount: Number(row.amount),
    outcome,
    state: text("state") as TransactionRow["state"],
  };
}

function cursorOf(row: Record<string, unknown>): string {
  // As PostgreSQL writes it: a Date would cut the microseconds, and a row be shown twice.
  return Buffer.from(JSON.stringify([row.at_key, row.merchant_id, row.order_id, row.tx])).toString(
    "base64url",
  );
}

/** Null for a cursor that nobody was given: the first page, then. */
function keyOf(cursor: string): { at: string; merchant: string; order: string; tx: string } | null {
  try {
    const [at, merchant, order, tx] = JSON.parse(
      Buffer.from(cursor, "base64url").toString("utf8"),
    ) as string[];
    const known = [at, merchant, order, tx].every((part) => typeof part === "string" && !part.includes("\0"));
    if (!known || !AT_KEY.test(at!)) return null;
    return { at: at!, merchant: merchant!, order: order!, tx: tx! };
  } catch {
    return null;
  }
}
