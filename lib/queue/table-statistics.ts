import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import type { PeriodicJob } from "./periodic-job.ts";

/** A smaller table is read as fast with any plan: some 1,500 orders. */
const PAGES_MIN = 60;

/**
 * Tables that have filled faster than autovacuum looks (once a minute), so that a new deployment's first rush and an
 * import do not run for minutes on plans that were made for empty tables. Where nothing has grown it reads sizes only.
 */
export const refreshStatistics: PeriodicJob<{ database: Database }> = {
  name: "refresh-statistics",
  everyMs: 5_000,
  run: ({ database }) =>
    inTenant(database, EVERY_TENANT, async (tx) => {
      const [read] = await tx.execute<{ count: number }>(
        sql`SELECT refresh_statistics(${PAGES_MIN}) AS count`,
      );
      return read?.count ?? 0;
    }),
};
