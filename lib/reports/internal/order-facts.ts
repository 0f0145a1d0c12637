import { type SQL, sql } from "drizzle-orm";
import { RANKS, reportClass } from "#lib/orders/rules.ts";
import { ATTEMPT_STATES } from "#lib/terms.ts";
import type { ReportQuery } from "../schema.ts";

/** The first instant of a day of a zone, also on the day the clocks change. */
export function startOfDay(date: string, tz: string): SQL {
  return sql`(${date}::timestamp AT TIME ZONE ${tz}::text)`;
}

/** The day of a zone on which an instant falls. */
export function dayOf(instant: SQL, tz: string): SQL {
  return sql`((${instant} AT TIME ZONE ${tz}::text)::date)`;
}

/** Of the merchants that the scope reaches only these. Not empty. */
export type Among = { merchantIds?: readonly string[] | undefined };

const word = (text: string) => sql.raw(`'${text}'`);
const OPEN = sql.join(ATTEMPT_STATES.filter((state) => reportClass(state) === "open").map(word), sql`, `);
const RANK = sql`CASE state ${sql.join(
  ATTEMPT_STATES.map((state) => sql`WHEN ${word(state)} THEN ${sql.raw(String(RANKS[state]))}`),
  sql` `,
)} ELSE 0 END`;
/** Per attempt a higher rank wins; of two at rank 9 the first stands (product.md §7). */
const STANDS_FIRST = sql`${RANK} DESC, at, state`;

/**
 * The read model: `WITH` clauses that end in `facts`, one row an order and currency, and `sent_back`, one row a
 * refund or chargeback of a rescued order. Only orders with an event in the period are looked at; the caller
 * compares the dates. An order in two currencies is one fact in each: they never meet.
 */
export function orderFacts(query: ReportQuery & Among): SQL {
  const { environment, merchantId, merchantIds, currency, tz } = query;
  const some = merchantIds === undefined ? sql`` : sql`AND merchant_id IN ${[...merchantIds]}`;
  const merchant = merchantId === undefined ? some : sql`AND merchant_id = ${merchantId}`;
  const money = currency === undefined ? sql`` : sql`AND currency = ${currency}`;
  return sql`
chosen AS MATERIALIZED (
  SELECT DISTINCT order_id, merchant_id FROM ledger_events
  WHERE environment = ${environment} ${merchant} ${money}
    AND at >= ${startOfDay(query.from, tz)} AND at < ${startOfDay(query.to, tz)}
), told AS MATERIALIZED (
  SELECT order_id, merchant_id, currency, at, id, type, attempt, transaction_id, amount_minor, channel, site_id,
    descriptor, campaign_id, state, approved_by_processor, response_code, response_code_source, reason, sent, source
  FROM ledger_events JOIN chosen USING (order_id, merchant_id)
  WHERE environment = ${environment} ${merchant} ${money}
  ORDER BY order_id, merchant_id, currency, at, id
), tries AS (
  SELECT order_id, merchant_id, currency, COALESCE(attempt, 1) AS number,
    COALESCE(bool_and(sent) FILTER (WHERE type = 'evaluate'), true) AS sent,
    COALESCE(min(at) FILTER (WHERE type = 'evaluate'), min(at)) AS evaluated_at,
    min(amount_minor) FILTER (WHERE type = 'evaluate') AS asked_amount,
    (array_agg(state ORDER BY ${STANDS_FIRST}))[1] AS state,
    (array_agg(at ORDER BY ${STANDS_FIRST}))[1] AS state_at,
    (array_agg(amount_minor ORDER BY ${STANDS_FIRST}))[1] AS state_amount
  FROM told WHERE type IN ('evaluate', 'outcome')
  GROUP BY order_id, merchant_id, currency, COALESCE(attempt, 1)
), evaluated AS (
  SELECT *, COALESCE(asked_amount, state_amount) AS evaluated_amount,
    CASE WHEN state = 'approved' THEN 0 WHEN state IN (${OPEN}) THEN 1 ELSE 2 END AS class
  FROM tries WHERE sent AND state <> 'not_sent'
), asked AS (
  SELECT DISTINCT ON (order_id, merchant_id, currency) order_id, merchant_id, currency, class, state, state_at,
    state_amount, evaluated_amount,
    min(evaluated_at) OVER one_order AS evaluated_at,
    max(state_at) OVER one_order AS last_state_at
  FROM evaluated
  WINDOW one_order AS (PARTITION BY order_id, merchant_id, currency)
  ORDER BY order_id, merchant_id, currency, class, CASE WHEN class = 0 THEN state_at END, number DESC
), orders_told AS (
  SELECT order_id, merchant_id, currency,
    min(at) FILTER (WHERE type IN ('attempt', 'evaluate', 'outcome')) AS first_at,
    COALESCE(min(at) FILTER (WHERE type = 'attempt' AND NOT approved_by_processor),
      min(at) FILTER (WHERE type = 'evaluate'), min(at) FILTER (WHERE type = 'outcome')) AS declined_at,
    COALESCE((array_agg(amount_minor ORDER BY at, id) FILTER (WHERE type = 'attempt' AND NOT approved_by_processor))[1],
      (array_agg(amount_minor ORDER BY at, id) FILTER (WHERE type IN ('evaluate', 'outcome')))[1]) AS declined_amount,
    (array_agg(response_code ORDER BY at, id) FILTER (WHERE type = 'attempt' AND NOT approved_by_processor))[1] AS response_code,
    (array_agg(response_code_source ORDER BY at, id) FILTER (WHERE type = 'attempt' AND NOT approved_by_processor))[1] AS response_code_source,
    count(DISTINCT COALESCE(transaction_id, id)) FILTER (WHERE type = 'attempt')::int AS attempts,
    COALESCE((array_agg(approved_by_processor ORDER BY at, id) FILTER (WHERE type = 'attempt'))[1], false) AS approved_first,
    min(at) FILTER (WHERE type = 'attempt' AND approved_by_processor) AS approved_at,
    COALESCE(bool_or(source IN ('transmit', 'import')) FILTER (WHERE type = 'attempt'), false) AS transmitted,
    COALESCE(bool_or(source = 'sync'), false) AS direct,
    (array_agg(reason ORDER BY at DESC, id DESC) FILTER (WHERE type IN ('evaluate', 'outcome')))[1] AS reason,
    (array_agg(channel ORDER BY at, id) FILTER (WHERE channel IS NOT NULL))[1] AS channel,
    (array_agg(site_id ORDER BY at, id) FILTER (WHERE site_id IS NOT NULL))[1] AS site_id,
    (array_agg(campaign_id ORDER BY at, id) FILTER (WHERE campaign_id IS NOT NULL))[1] AS campaign_id,
    (array_agg(descriptor ORDER BY at, id) FILTER (WHERE descriptor IS NOT NULL))[1] AS descriptor,
    COALESCE(sum(amount_minor) FILTER (WHERE type = 'refund'), 0) AS refunded_amount,
    COALESCE(sum(amount_minor) FILTER (WHERE type = 'chargeback'), 0) AS chargeback_amount
  FROM told GROUP BY order_id, merchant_id, currency
), facts AS (
  SELECT o.merchant_id, o.order_id, o.currency, o.first_at, o.declined_at, o.declined_amount, o.response_code,
    o.response_code_source, o.attempts, o.approved_first, o.approved_at, o.transmitted, o.direct, o.reason, o.channel,
    o.site_id, o.campaign_id, upper(regexp_replace(btrim(o.descriptor), '\\s+', ' ', 'g')) AS descriptor,
    COALESCE(o.declined_at, o.first_at) AS cohort_at,
    a.class IS NOT NULL AS evaluated, COALESCE(a.class = 0, false) AS rescued, COALESCE(a.class = 1, false) AS open,
    COALESCE(a.class = 2, false) AS lost, a.state, a.evaluated_at, a.evaluated_amount, a.state_at AS rescued_at,
    a.state_amount AS rescued_amount, a.last_state_at AS lost_at,
    CASE WHEN a.class = 0 THEN o.refunded_amount ELSE 0 END AS refunded_amount,
    CASE WHEN a.class = 0 THEN o.chargeback_amount ELSE 0 END AS chargeback_amount
  FROM orders_told o LEFT JOIN asked a USING (order_id, merchant_id, currency)
  WHERE o.first_at IS NOT NULL ${narrowed(query)}
)`;
}

/** Filters compare what the order as a whole is attributed to. */
function narrowed({ channel, siteId, campaignId, descriptor }: ReportQuery): SQL {
  return sql.join(
    [
      channel === undefined ? sql`` : sql`AND o.channel = ${channel}`,
      siteId === undefined ? sql`` : sql`AND o.site_id = ${siteId}`,
      campaignId === undefined ? sql`` : sql`AND o.campaign_id = ${campaignId}`,
      descriptor === undefined
        ? sql``
        : sql`AND upper(regexp_replace(btrim(o.descriptor), '\\s+', ' ', 'g')) = ${descriptor}`,
    ],
    sql` `,
  );
}
