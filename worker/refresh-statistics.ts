import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";

/** A smaller table is read as fast with any plan: some 1,500 orders. */
const PAGES_MIN = 60;

/**
 * Tables that have filled faster than autovacuum looks (once a minute), so that a new deployment's first rush and an
 * import do not run for minutes on plans that were made for empty tables. Where nothing has grown it reads sizes only.
 */
export const refreshStatistics: PeriodicJob<Scope> = {
  name: "refresh-statistics",
  everyMs: 5_000,
  run: (scope) =>
    inScope(scope, async (tx) => {
      const [read] = await tx.execute<{ count: number }>(
        sql`SELECT refresh_statistics(${PAGES_MIN}) AS count`,
      );
      return read?.count ?? 0;
    }),
};
