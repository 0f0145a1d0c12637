import { sql } from "drizzle-orm";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { inReport } from "../internal/in-report.ts";
import { orderFacts, startOfDay } from "../internal/order-facts.ts";
import { rate } from "../rules.ts";
import type { MitCompliance, ReportQuery } from "../schema.ts";

/**
 * How well rebills follow FlexCharge's rules (product.md §8, §11), of orders first declined in the period: asked on
 * the day of the decline, in the merchant's own zone whatever the report's, or within 24 h; and not tried again by
 * the merchant while FlexCharge was trying.
 */
export async function mitCompliance(scope: Scope, query: ReportQuery): Promise<MitCompliance> {
  requirePermission(scope, "reports.read");
  const own = (instant: string) =>
    sql`((${sql.raw(instant)} AT TIME ZONE COALESCE(m.timezone, 'UTC'))::date)`;
  const [row] = await inReport(scope, (tx) =>
    tx.execute<Record<string, unknown>>(sql`WITH ${orderFacts({ ...query, channel: "mit" })}, flights AS (
        SELECT order_id, merchant_id, currency, min(at) AS began FROM told
        WHERE type IN ('evaluate', 'outcome') AND state = 'submitted' GROUP BY 1, 2, 3
      ), rebills AS (
        SELECT f.*, l.began, ${own("f.declined_at")} = ${own("f.evaluated_at")}
            OR f.evaluated_at - f.declined_at <= interval '24 hours' AS same_day,
          CASE WHEN f.rescued THEN f.rescued_at WHEN f.lost THEN f.lost_at ELSE 'infinity' END AS ended
        FROM facts f LEFT JOIN flights l USING (order_id, merchant_id, currency) LEFT JOIN merchants m ON m.id = f.merchant_id
        WHERE f.evaluated AND f.cohort_at >= ${startOfDay(query.from, query.tz)}
          AND f.cohort_at < ${startOfDay(query.to, query.tz)}
      ), retries AS (
        SELECT DISTINCT r.order_id, r.merchant_id, r.currency FROM rebills r
        JOIN told t ON t.order_id = r.order_id AND t.merchant_id = r.merchant_id AND t.currency = r.currency
        WHERE t.type = 'attempt' AND t.at > r.began AND t.at < r.ended
      )
      SELECT count(*)::int AS evaluated, count(*) FILTER (WHERE same_day)::int AS "sameDay",
        count(began)::int AS "inFlight", (SELECT count(*)::int FROM retries) AS retried
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
