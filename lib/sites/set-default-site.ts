import { and, eq } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { sites } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { type SetDefaultSiteInput, setDefaultSiteInput } from "./schema.ts";

/** Names the site of orders that name none, or none: then such orders are not sent, SITE_REQUIRED. */
export async function setDefaultSite(
  scope: Scope,
  input: SetDefaultSiteInput,
): Promise<Result<{ changed: boolean }, { reason: "ARCHIVED" }>> {
  requirePermission(scope, "sites.write");
  const { merchantId, siteId } = setDefaultSiteInput.parse(input);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    if (merchant.defaultSiteId === siteId) return ok({ changed: false });
    if (siteId !== null) {
      const [site] = await tx
        .select()
        .from(sites)
        .where(and(eq(sites.merchantId, merchantId), eq(sites.id, siteId)));
      if (!site) throw new NotFoundError("Site");
      if (site.archivedAt) return refuse({ reason: "ARCHIVED" });
    }
    await tx.update(merchants).set({ defaultSiteId: siteId }).where(eq(merchants.id, merchantId));
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.set_default_site",
      subject: merchantId,
      subjectName: merchant.name,
      before: { defaultSiteId: merchant.defaultSiteId },
      after: { defaultSiteId: siteId },
    });
    return ok({ changed: true });
  });
}
