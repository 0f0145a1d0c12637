import { sql } from "drizzle-orm";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { inReport } from "../internal/in-report.ts";
import { orderFacts, startOfDay } from "../internal/order-facts.ts";
import type { NotSentRow, ReportQuery } from "../schema.ts";

/** The rest of the send rate, by reason: orders first declined in the period that were not evaluated (§11). */
export async function notSentReasons(scope: Scope, query: ReportQuery): Promise<NotSentRow[]> {
  requirePermission(scope, "reports.read");
  const found = await inReport(scope, (tx) =>
    tx.execute<Record<string, unknown>>(sql`WITH ${orderFacts(query)}
      SELECT currency, reason, count(*)::int AS orders, sum(declined_amount)::text AS amount FROM facts
      WHERE declined_at >= ${startOfDay(query.from, query.tz)} AND declined_at < ${startOfDay(query.to, query.tz)}
        AND NOT evaluated
      GROUP BY currency, reason ORDER BY currency, orders DESC, reason`),
  );
  return found.map((row) => ({
    currency: String(row.currency),
    reason: (row.reason as NotSentRow["reason"]) ?? null,
    orders: Number(row.orders),
    amount: Number(row.amount),
  }));
}
