import { inTenantOneTrip, type Row } from "#db/one-trip.ts";
import type { Statement } from "#db/statement.ts";
import type { Scope } from "./open-scope.ts";

/**
 * Like inScope, for the few writes that a checkout waits for: statements that need nothing of each other's answers,
 * as one transaction in one round trip.
 */
export function inOneTrip(scope: Scope, statements: Statement[]): Promise<Row[][]> {
  return inTenantOneTrip(scope.database, scope.tenant, statements);
}
