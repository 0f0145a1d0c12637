import { eq, max, sql } from "drizzle-orm";
import { auditEntries } from "#db/schema/audit.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";

const ACTORS_MAX = 200;

/** Who stands in the record, by name, with the name they had last: for the filter. Needs `audit.read`. */
export async function listActors(scope: Scope, merchantId?: string): Promise<{ id: string; name: string }[]> {
  requirePermission(scope, "audit.read");
  const rows = await inScope(scope, (tx) =>
    tx
      .select({ id: auditEntries.actorId, name: max(auditEntries.actorName) })
      .from(auditEntries)
      .where(merchantId ? eq(auditEntries.merchantId, merchantId) : undefined)
      .groupBy(auditEntries.actorId)
      .orderBy(sql`2`)
      .limit(ACTORS_MAX),
  );
  return rows.map(({ id, name }) => ({ id, name: name ?? id }));
}
