import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";

/**
 * Work that the worker repeats. `run` answers how much it did, for the log; it must be safe to run again.
 * `Context` is what its room needs, in practice a system Scope.
 */
export type PeriodicJob<Context> = {
  name: string;
  everyMs: number;
  run(context: Context): Promise<number>;
};

/** The lock's transaction rests while the job works; one that hangs for so long lets another worker try. */
const JOB_MS_MAX = 3_600_000;

/**
 * Runs the job unless another worker is running it: a transaction-level advisory lock, so that a killed worker
 * never holds it. Answers null when somebody else has it.
 */
export async function runExclusively<Context extends { database: Database }>(
  context: Context,
  job: PeriodicJob<Context>,
): Promise<number | null> {
  return inTenant(context.database, EVERY_TENANT, async (tx) => {
    const [lock] = await tx.execute<{ taken: boolean }>(sql`
      SELECT pg_try_advisory_xact_lock(hashtext(${`job:${job.name}`})) AS taken,
        set_config('idle_in_transaction_session_timeout', ${String(JOB_MS_MAX)}, true)`);
    return lock?.taken ? job.run(context) : null;
  });
}
