import { DrizzleQueryError, sql } from "drizzle-orm";
import type { Database, Transaction } from "./client.ts";
import { withoutLostRollback } from "./lost-connection.ts";

/** Every tenant's rows: partner staff, the worker, the gateway's snapshot. */
export const EVERY_TENANT = "*";

/**
 * Runs `work` in one transaction that sees only `tenant`'s rows (row-level security, migration 0001).
 * The setting is local to the transaction, so it also holds behind a pooler in transaction mode.
 */
export function inTenant<Value>(
  database: Database,
  tenant: string,
  work: (tx: Transaction) => Promise<Value>,
): Promise<Value> {
  let isOver = false;
  return database.drizzle
    .transaction((tx) =>
      withoutLostRollback(
        async () => {
          await tx.execute(sql`SELECT set_config('switchboard.tenant', ${tenant}, true)`);
          return work(tx);
        },
        () => isOver,
      ),
    )
    .catch((error: unknown) => {
      isOver = true;
      throw withoutParameters(error);
    });
}

/** The query builder's error quotes every parameter, and Next prints what a page throws: customers' data in a log. */
function withoutParameters(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error;
  const said = error.message;
  error.message = `Failed query: ${error.query}`;
  error.stack = error.stack?.replace(said, () => error.message);
  error.params = [];
  return error;
}
