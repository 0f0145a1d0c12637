import { type SQL, sql } from "drizzle-orm";
import { COUNTS, type CountName, type ReportQuery } from "../schema.ts";
import { type Among, orderFacts, startOfDay } from "./order-facts.ts";

/** `approvedFirst` → `approved_first`. */
export function columnOf(count: CountName): SQL {
  return sql.raw(count.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

const DIMENSIONS = sql.raw(
  ["merchant_id", "order_id", "currency", "channel", "site_id", "campaign_id", "descriptor"]
    .concat("response_code", "response_code_source", "declined_at", "first_at")
    .map((name) => `f.${name}`)
    .join(", "),
);

type Counted = Partial<Record<CountName, SQL>>;

function entry(at: SQL, counted: Counted, from: SQL): SQL {
  const columns = COUNTS.map((count) => sql`${counted[count] ?? sql`0`}::bigint AS ${columnOf(count)}`);
  return sql`SELECT ${DIMENSIONS}, ${at} AS on_at, ${sql.join(columns, sql`, `)} FROM ${from}`;
}

const ONE = sql`1`;
const when = (condition: SQL, amount: SQL = ONE) => sql`CASE WHEN ${condition} THEN ${amount} ELSE 0 END`;

const COHORT: Counted = {
  orders: ONE,
  attempts: sql`f.attempts`,
  approvedFirst: when(sql`f.approved_first`),
  approvedWithout: when(sql`f.approved_at IS NOT NULL AND NOT f.rescued`),
  declined: when(sql`f.declined_at IS NOT NULL`),
  evaluated: when(sql`f.evaluated`),
  rescued: when(sql`f.rescued`),
  open: when(sql`f.open`),
  lost: when(sql`f.lost`),
  untransmitted: when(sql`f.evaluated AND NOT f.transmitted`),
  direct: when(sql`f.direct`),
  declinedAmount: when(sql`f.declined_at IS NOT NULL`, sql`f.declined_amount`),
  evaluatedAmount: when(sql`f.evaluated`, sql`f.evaluated_amount`),
  rescuedAmount: when(sql`f.rescued`, sql`f.rescued_amount`),
  openAmount: when(sql`f.open`, sql`f.evaluated_amount`),
  lostAmount: when(sql`f.lost`, sql`f.evaluated_amount`),
  refundedAmount: sql`f.refunded_amount`,
  chargebackAmount: sql`f.chargeback_amount`,
  chargebackOfRescuedAmount: sql`f.chargeback_amount`,
};

/** Each thing on its own date; an open order on the date it was evaluated, since nothing has happened to it yet. */
function cashEntries(): SQL[] {
  const { orders, approvedFirst, direct, untransmitted, evaluatedAmount, openAmount, ...of } = COHORT;
  const authorisations = sql`(SELECT order_id, merchant_id, currency, min(at) AS at FROM told WHERE type = 'attempt'
    GROUP BY order_id, merchant_id, currency, COALESCE(transaction_id, id)) a JOIN facts f USING (order_id, merchant_id, currency)`;
  const sentBack = (type: string) => sql`(SELECT order_id, merchant_id, currency, at, amount_minor FROM told
    WHERE type = ${type}) b JOIN facts f USING (order_id, merchant_id, currency) WHERE f.rescued`;
  const some = (condition: SQL) => sql`facts f WHERE ${condition}`;
  return [
    entry(sql`f.first_at`, { orders: ONE, approvedFirst: approvedFirst!, direct: direct! }, sql`facts f`),
    entry(sql`a.at`, { attempts: ONE }, authorisations),
    entry(
      sql`f.approved_at`,
      { approvedWithout: ONE },
      some(sql`f.approved_at IS NOT NULL AND NOT f.rescued`),
    ),
    entry(
      sql`f.declined_at`,
      { declined: ONE, declinedAmount: sql`f.declined_amount` },
      some(sql`f.declined_at IS NOT NULL`),
    ),
    entry(
      sql`f.evaluated_at`,
      {
        evaluated: ONE,
        untransmitted: untransmitted!,
        evaluatedAmount: evaluatedAmount!,
        open: of.open!,
        openAmount: openAmount!,
      },
      some(sql`f.evaluated`),
    ),
    entry(
      sql`f.rescued_at`,
      {
        rescued: ONE,
        rescuedAmount: sql`f.rescued_amount`,
        chargebackOfRescuedAmount: sql`f.chargeback_amount`,
      },
      some(sql`f.rescued`),
    ),
    entry(sql`f.lost_at`, { lost: ONE, lostAmount: sql`f.evaluated_amount` }, some(sql`f.lost`)),
    entry(sql`b.at`, { refundedAmount: sql`b.amount_minor` }, sentBack("refund")),
    entry(sql`b.at`, { chargebackAmount: sql`b.amount_minor` }, sentBack("chargeback")),
  ];
}

/**
 * `WITH … , entries`: what counts in the period, each entry with the instant on which it counts (`on_at`) and what
 * its order is attributed to. Every report is a sum over these, so that all reports have the same total.
 */
export function entriesOf(query: ReportQuery & Among): SQL {
  const all = query.view === "cohort" ? [entry(sql`f.cohort_at`, COHORT, sql`facts f`)] : cashEntries();
  return sql`WITH ${orderFacts(query)}, entries AS (
  SELECT * FROM (${sql.join(all, sql` UNION ALL `)}) every
  WHERE on_at >= ${startOfDay(query.from, query.tz)} AND on_at < ${startOfDay(query.to, query.tz)})`;
}

/** The sums of a group of entries. */
export const SUMS = sql.join(
  COUNTS.map((count) => sql`COALESCE(sum(${columnOf(count)}), 0)::text AS "${sql.raw(count)}"`),
  sql`, `,
);
