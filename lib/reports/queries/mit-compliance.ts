import { sql } from "drizzle-orm";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { inReport } from "../internal/in-report.ts";
import { orderFacts, startOfDay } from "../internal/order-facts.ts";
import { rate } from "../rules.ts";
import type { MitCompliance, ReportQuery } from "../schema.ts";

/**
 * How well rebills follow FlexCharge's rules (product.md §8, §11), of orders first declined in the period: asked on
 * the day of the decline, in the merchant's own zone whatever the report's, or within 24 h; and not tried again by
 * the merchant (another authorisation than the evaluated one) while FlexCharge was trying. The breaches that the MIT
 * monitor lists (lib/orders/queries/list-mit-breaches.ts) mean the same.
 */
export async function mitCompliance(scope: Scope, query: ReportQuery): Promise<MitCompliance> {
  requirePermission(scope, "reports.read");
  const own = (instant: string) =>
    sql`((${sql.raw(instant)} AT TIME ZONE COALESCE(m.timezone, 'UTC'))::date)`;
  const [row] = await inReport(scope, (tx) =>
    tx.execute<Record<string, unknown>>(sql`WITH ${orderFacts({ ...query, channel: "mit" })}, flights AS (
        SELECT e.order_id, e.merchant_id, e.currency, min(t.at) AS began,
          CASE WHEN e.class = 1 THEN 'infinity' ELSE e.state_at END AS ended
        FROM evaluated e JOIN told t ON t.order_id = e.order_id AND t.merchant_id = e.merchant_id
          AND t.currency = e.currency AND COALESCE(t.attempt, 1) = e.number
        WHERE t.type IN ('evaluate', 'outcome') AND t.state = 'submitted' GROUP BY 1, 2, 3, 5, e.number
      ), rebills AS (
        SELECT f.*, ${own("f.declined_at")} = ${own("f.evaluated_at")}
            OR f.evaluated_at - f.declined_at <= interval '24 hours' AS same_day
        FROM facts f LEFT JOIN merchants m ON m.id = f.merchant_id
        WHERE f.evaluated AND f.cohort_at >= ${startOfDay(query.from, query.tz)}
          AND f.cohort_at < ${startOfDay(query.to, query.tz)}
      ), payments AS (
        SELECT order_id, merchant_id, currency, min(at) AS at FROM told WHERE type IN ('attempt', 'evaluate')
        GROUP BY order_id, merchant_id, currency, COALESCE(transaction_id, id) HAVING NOT bool_or(type = 'evaluate')
      ), in_flight AS (
        SELECT DISTINCT r.order_id, r.merchant_id, r.currency FROM rebills r JOIN flights USING (order_id, merchant_id, currency)
      ), retries AS (
        SELECT DISTINCT r.order_id, r.merchant_id, r.currency FROM rebills r
        JOIN flights l USING (order_id, merchant_id, currency) JOIN payments p USING (order_id, merchant_id, currency)
        WHERE p.at > l.began AND p.at < l.ended
      )
      SELECT count(*)::int AS evaluated, count(*) FILTER (WHERE same_day)::int AS "sameDay",
        (SELECT count(*)::int FROM in_flight) AS "inFlight", (SELECT count(*)::int FROM retries) AS retried
      FROM rebills`),
  );
  const count = (name: string) => Number(row?.[name] ?? 0);
  const { evaluated, sameDay, inFlight, retried } = {
    evaluated: count("evaluated"),
    sameDay: count("sameDay"),
    inFlight: count("inFlight"),
    retried: count("retried"),
  };
  return {
    ...{ evaluated, sameDay, inFlight, retried },
    sameDayRate: rate(sameDay, evaluated),
    retriedRate: rate(retried, inFlight),
  };
}
