import { and, eq } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { sites } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { type ArchiveSiteInput, archiveSiteInput } from "./schema.ts";

/**
 * Takes a site out of use for good: orders that name it are of an unknown site from now on. Its orders, campaigns
 * and history stay; another site may take over its hosts. A default site that goes is no default any more.
 */
export async function archiveSite(
  scope: Scope,
  input: ArchiveSiteInput,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "sites.write");
  const { merchantId, siteId } = archiveSiteInput.parse(input);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    const here = and(eq(sites.merchantId, merchantId), eq(sites.id, siteId));
    const [site] = await tx.select().from(sites).where(here);
    if (!site) throw new NotFoundError("Site");
    if (site.archivedAt) return ok({ changed: false });
    await tx.update(sites).set({ archivedAt: scope.clock.now() }).where(here);
    const wasDefault = merchant.defaultSiteId === siteId;
    if (wasDefault)
      await tx.update(merchants).set({ defaultSiteId: null }).where(eq(merchants.id, merchantId));
    await appendEntry(tx, scope, {
      merchantId,
      action: "site.archive",
      subject: siteId,
      subjectName: site.name,
      before: { archived: false, default: wasDefault },
      after: { archived: true, default: false },
    });
    return ok({ changed: true });
  });
}
