import { and, eq, type SQL } from "drizzle-orm";
import { savedViews } from "#db/schema/onboarding.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import type { Scope } from "../open-scope.ts";

/** A person's tenant as rows name it. */
export function tenantOf({ tenant }: Scope): string {
  return tenant === EVERY_TENANT ? PARTNER_TENANT : tenant;
}

/** A colleague's views are not one's own, though row-level security would show them. */
export function ownViews(scope: Scope): SQL | undefined {
  return and(eq(savedViews.merchantId, tenantOf(scope)), eq(savedViews.userId, scope.actor.id));
}
