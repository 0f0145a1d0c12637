import type { Transaction } from "#db/client.ts";
import { inTenant } from "#db/tenant.ts";
import type { Scope } from "./open-scope.ts";

/** One transaction that sees what the scope reaches: the only way from a verb or a query to the database. */
export function inScope<Value>(scope: Scope, work: (tx: Transaction) => Promise<Value>): Promise<Value> {
  return inTenant(scope.database, scope.tenant, work);
}
