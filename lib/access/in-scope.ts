import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { inTenantOneTrip, type Row } from "#db/one-trip.ts";
import type { Statement } from "#db/statement.ts";
import { inTenant } from "#db/tenant.ts";
import { ViewOnlyError } from "#lib/kit/errors.ts";
import type { Scope } from "./open-scope.ts";

/** One transaction that sees what the scope reaches: the only way from a verb or a query to the database. */
export function inScope<Value>(scope: Scope, work: (tx: Transaction) => Promise<Value>): Promise<Value> {
  if (scope.within) return work(scope.within);
  if (!scope.isReadOnly) return inTenant(scope.database, scope.tenant, work);
  return inTenant(scope.database, scope.tenant, async (tx) => {
    await tx.execute(sql`SET TRANSACTION READ ONLY`);
    return work(tx);
  });
}

/** Several verbs as one transaction: they get the scope that is handed in. Who throws undoes all of them. */
export function asOne<Value>(scope: Scope, work: (scope: Scope) => Promise<Value>): Promise<Value> {
  return inScope(scope, (tx) => work({ ...scope, within: tx }));
}

/** The same for the few writes that a checkout waits for: one transaction as one statement (db/one-trip.ts). */
export function inOneTrip(
  scope: Scope,
  parts: Readonly<Record<string, Statement>>,
  answer?: string,
): Promise<Row[]> {
  if (scope.isReadOnly) throw new ViewOnlyError("orders.settle");
  return inTenantOneTrip(scope.database, scope.tenant, parts, answer);
}
