import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";

/**
 * A transaction for reading whole periods. The planner expects few rows behind row-level security and would walk
 * them in nested loops, each order against every other; compiling the plan takes longer than running it.
 */
export function inReport<Value>(scope: Scope, work: (tx: Transaction) => Promise<Value>): Promise<Value> {
  return inScope(scope, async (tx) => {
    await tx.execute(sql`SELECT set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true),
      set_config('work_mem', '64MB', true), set_config('transaction_read_only', 'on', true)`);
    return work(tx);
  });
}
