import { sites } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { SiteRefusal } from "./errors.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { findTaken, normalNames, writeNames } from "./internal/site-names.ts";
import { type CreateSiteInput, createSiteInput } from "./schema.ts";

/**
 * Adds a website of a merchant. It has no modes of its own: it follows the merchant's default at once. Hosts may be
 * written as any URL. Throws NotFoundError and PermissionError.
 */
export async function createSite(
  scope: Scope,
  input: CreateSiteInput,
): Promise<Result<{ id: string }, SiteRefusal>> {
  requirePermission(scope, "sites.write");
  const { merchantId, ...asked } = createSiteInput.parse(input);
  const site = normalNames(asked);
  if ("reason" in site) return refuse(site);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    if (merchant.archivedAt) return refuse({ reason: "ARCHIVED" });
    const at = scope.clock.now();
    const id = newId("site", at.getTime());
    const taken = await findTaken(tx, merchantId, id, site);
    if (taken) return refuse(taken);
    const { hosts: _hosts, descriptors: _descriptors, ...columns } = site;
    await tx.insert(sites).values({ ...columns, merchantId, id, createdAt: at });
    await writeNames(tx, merchantId, id, site);
    await appendEntry(tx, scope, {
      merchantId,
      action: "site.create",
      subject: id,
      subjectName: site.name,
      after: site,
    });
    return ok({ id });
  });
}
