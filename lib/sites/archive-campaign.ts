import { and, eq } from "drizzle-orm";
import { campaigns } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { type ArchiveCampaignInput, archiveCampaignInput } from "./schema.ts";

/** Takes a campaign out of use: orders that name it follow their site, flagged. Its orders and history stay. */
export async function archiveCampaign(
  scope: Scope,
  input: ArchiveCampaignInput,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "sites.write");
  const { merchantId, campaignId } = archiveCampaignInput.parse(input);
  return inScope(scope, async (tx) => {
    await lockMerchant(tx, merchantId);
    const here = and(eq(campaigns.merchantId, merchantId), eq(campaigns.id, campaignId));
    const [campaign] = await tx.select().from(campaigns).where(here);
    if (!campaign) throw new NotFoundError("Campaign");
    if (campaign.archivedAt) return ok({ changed: false });
    await tx.update(campaigns).set({ archivedAt: scope.clock.now() }).where(here);
    await appendEntry(tx, scope, {
      merchantId,
      action: "campaign.archive",
      subject: campaignId,
      subjectName: campaign.name,
      before: { archived: false },
      after: { archived: true },
    });
    return ok({ changed: true });
  });
}
