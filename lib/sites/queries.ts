import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { readSites } from "./internal/read-sites.ts";
import type { SiteView } from "./schema.ts";

/** Every site of a merchant, archived ones too, oldest first. Another tenant's merchant has none. */
export async function listSites(scope: Scope, merchantId: string): Promise<SiteView[]> {
  requirePermission(scope, "merchants.read");
  return inScope(scope, (tx) => readSites(tx, merchantId));
}

/** Throws NotFoundError, also for another tenant's site. */
export async function getSite(scope: Scope, merchantId: string, siteId: string): Promise<SiteView> {
  requirePermission(scope, "merchants.read");
  const [site] = await inScope(scope, (tx) => readSites(tx, merchantId, siteId));
  if (!site) throw new NotFoundError("Site");
  return site;
}
