import { asc, isNull } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { partner } from "#db/schema/partner.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

/** A menu of more is searched, not scrolled. */
const WORKSPACES_MAX = 500;

export type Workspaces = {
  partner: { name: string; timezone: string };
  /** By name; a merchant's own people see their own alone. */
  merchants: { id: string; name: string }[];
};

/** What the scope may open: the partner's name and zone, and the merchants that are not archived. */
export function listWorkspaces(scope: Scope): Promise<Workspaces> {
  return inScope(scope, async (tx) => {
    const [own] = await tx.select({ name: partner.name, timezone: partner.timezone }).from(partner);
    const reachable = await tx
      .select({ id: merchants.id, name: merchants.name })
      .from(merchants)
      .where(isNull(merchants.archivedAt))
      .orderBy(asc(merchants.name))
      .limit(WORKSPACES_MAX);
    return { partner: own ?? { name: PARTNER_TENANT, timezone: "UTC" }, merchants: reachable };
  });
}
