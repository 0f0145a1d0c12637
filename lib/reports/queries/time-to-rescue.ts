import { sql } from "drizzle-orm";

import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { inReport } from "../internal/in-report.ts";
import { orderFacts, startOfDay } from "../internal/order-facts.ts";
import { rate } from "../rules.ts";
import type { ReportQuery, TimeToRescue } from "../schema.ts";

const DAYS = [1, 3, 7, 14, 21];

/** From first decline to approval, of the orders rescued in the period (by cohort or by rescue date). */
export async function timeToRescue(scope: Scope, query: ReportQuery): Promise<TimeToRescue[]> {
  requirePermission(scope, "reports.read");
  const on = query.view === "cohort" ? sql`cohort_at` : sql`rescued_at`;
  const within = sql.join(
    DAYS.map((day) => {
      const name = sql.raw(`"day${day}"`);
      const interval = sql.raw(`'${day * 24} hours'::interval`);
      return sql`count(*) FILTER (WHERE rescued_at - cohort_at <= ${interval})::int AS ${name}`;
    }),
    sql`, `,
  );
  const took = sql`extract(epoch FROM rescued_at - cohort_at) * 1000`;
  const found = await inReport(scope, (tx) =>
    tx.execute<Record<string, unknown>>(sql`WITH ${orderFacts(query)}
      SELECT currency, count(*)::int AS rescued, ${within},
        percentile_cont(0.5) WITHIN GROUP (ORDER BY ${took})::float8 AS p50,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY ${took})::float8 AS p90
      FROM facts WHERE rescued AND ${on} >= ${startOfDay(query.from, query.tz)}
        AND ${on} < ${startOfDay(query.to, query.tz)}
      GROUP BY currency ORDER BY currency`),
  );
  return found.map((row) => ({
    currency: String(row.currency),
    rescued: Number(row.rescued),
    p50Ms: Math.round(Number(row.p50)),
    p90Ms: Math.round(Number(row.p90)),
    within: DAYS.map((day) => ({ day, share: rate(Number(row[`day${day}`]), Number(row.rescued)) })),
  }));
}
