import { type SQL, sql } from "drizzle-orm";
import { ATTEMPT_STATES } from "#lib/terms.ts";
import { RANKS, reportClass } from "../rules.ts";
import type { RebillGroup, RebillQuery } from "../schema.ts";

const startOfDay = (date: string, tz: string) => sql`(${date}::timestamp AT TIME ZONE ${tz}::text)`;
const word = (text: string) => sql.raw(`'${text}'`);
const OPEN = sql.join(ATTEMPT_STATES.filter((state) => reportClass(state) === "open").map(word), sql`, `);
const RANK = sql`CASE e.state ${sql.join(
  ATTEMPT_STATES.map((state) => sql`WHEN ${word(state)} THEN ${sql.raw(String(RANKS[state]))}`),
  sql` `,
)} ELSE 0 END`;
/** Per attempt a higher rank wins; of two final results the first stands (product.md §7). */
const STANDS_FIRST = sql`${RANK} DESC, e.at, e.state`;
const ownDay = (instant: SQL) => sql`((${instant} AT TIME ZONE r.zone)::date)`;

/**
 * `WITH` clauses that end in `judged`, one row a rebill (product.md §8, §11): dates from the ledger, where every copy
 * is counted; what a decision found from the order, where it stays as it was. A retry is another authorisation by the
 * merchant while FlexCharge has the rebill, however it was told.
 */
export function rebillFacts({ environment, merchantId, from, to, tz }: RebillQuery): SQL {
  const merchant = merchantId === undefined ? sql`` : sql`AND o.merchant_id = ${merchantId}`;
  return sql`
rebills AS MATERIALIZED (
  SELECT o.merchant_id, o.id AS order_id, o.external_id, o.site_id, o.currency, o.state, o.reason, o.flags,
    o.received_at, o.expires_at, m.timezone AS zone
  FROM orders o JOIN merchants m ON m.id = o.merchant_id
  WHERE o.environment = ${environment} AND o.channel = 'mit' ${merchant}
    -- An order's first decline in the ledger is never later than its own.
    AND o.declined_at >= ${startOfDay(from, tz)}
), told AS MATERIALIZED (
  SELECT r.merchant_id, r.order_id, e.at, e.type, COALESCE(e.attempt, 1) AS number, e.state, e.sent,
    COALESCE(e.transaction_id, e.id) AS payment, e.approved_by_processor AS approved
  FROM rebills r JOIN ledger_events e ON e.merchant_id = r.merchant_id AND e.environment = ${environment}
    AND e.order_id = r.external_id AND e.currency = r.currency
), asked AS (
  SELECT * FROM (
    SELECT e.merchant_id, e.order_id, e.number,
      COALESCE(bool_and(e.sent) FILTER (WHERE e.type = 'evaluate'), true) AS sent,
      COALESCE(min(e.at) FILTER (WHERE e.type = 'evaluate'), min(e.at)) AS evaluated_at,
      min(e.at) FILTER (WHERE e.state = 'submitted') AS submitted_at,
      (array_agg(e.state ORDER BY ${STANDS_FIRST}))[1] AS state,
      (array_agg(e.at ORDER BY ${STANDS_FIRST}))[1] AS state_at
    FROM told e WHERE e.type IN ('evaluate', 'outcome') GROUP BY 1, 2, 3
  ) tries WHERE sent AND state <> 'not_sent'
), payments AS (
  SELECT merchant_id, order_id, payment, min(at) AS at, bool_or(approved) AS approved,
    bool_or(type = 'evaluate') AS evaluated
  FROM told WHERE type IN ('attempt', 'evaluate') GROUP BY 1, 2, 3
), retries AS (
  SELECT DISTINCT ON (p.merchant_id, p.order_id) p.merchant_id, p.order_id, p.at, p.payment, p.approved
  FROM payments p JOIN asked a USING (merchant_id, order_id)
  WHERE NOT p.evaluated AND p.at > a.submitted_at AND (a.state IN (${OPEN}) OR p.at < a.state_at)
  ORDER BY p.merchant_id, p.order_id, p.at, p.payment
), declines AS (
  SELECT merchant_id, order_id, COALESCE(min(at) FILTER (WHERE type = 'attempt' AND NOT approved),
    min(at) FILTER (WHERE type = 'evaluate'), min(at) FILTER (WHERE type = 'outcome')) AS declined_at
  FROM told GROUP BY 1, 2
), standing AS (
  SELECT merchant_id, order_id, min(evaluated_at) AS evaluated_at, bool_or(state = 'approved') AS rescued,
    bool_or(submitted_at IS NOT NULL) AS submitted, bool_or(state IN (${OPEN})) AS waits
  FROM asked GROUP BY 1, 2
), judged AS (
  SELECT r.*, d.declined_at, s.evaluated_at, s.order_id IS NOT NULL AS is_evaluated,
    COALESCE(s.submitted, false) AS was_in_flight, COALESCE(s.rescued, false) AS is_rescued,
    COALESCE(s.waits AND NOT s.rescued, false) AS is_open, COALESCE(same.day, false) AS is_same_day,
    r.reason IS NOT DISTINCT FROM 'MIT_EXPIRY_TOO_SHORT' OR 'MIT_EXPIRY_TOO_SHORT' = ANY(r.flags) AS is_expiry_short,
    COALESCE(NOT same.day, r.reason IS NOT DISTINCT FROM 'MIT_NOT_SAME_DAY') AS is_not_same_day,
    t.order_id IS NOT NULL AS is_retried, t.at AS retried_at, t.payment AS retried_payment, t.approved AS retry_approved
  FROM rebills r JOIN declines d USING (merchant_id, order_id) LEFT JOIN standing s USING (merchant_id, order_id)
  LEFT JOIN retries t USING (merchant_id, order_id)
  CROSS JOIN LATERAL (SELECT ${ownDay(sql`s.evaluated_at`)} = ${ownDay(sql`d.declined_at`)}
    OR s.evaluated_at - d.declined_at <= interval '24 hours' AS day) same
  WHERE d.declined_at >= ${startOfDay(from, tz)} AND d.declined_at < ${startOfDay(to, tz)}
)`;
}

const GROUPS: Record<RebillGroup, string> = {
  evaluated: "is_evaluated",
  same_day: "is_evaluated AND is_same_day",
  rescued: "is_rescued",
  open: "is_open",
  expiry_short: "is_expiry_short",
  not_same_day: "is_not_same_day",
  retried_in_flight: "is_retried",
  breach: "(is_expiry_short OR is_not_same_day OR is_retried)",
};

/** Over the columns of `judged`. */
export function inGroup(group: RebillGroup): SQL {
  return sql.raw(GROUPS[group]);
}
