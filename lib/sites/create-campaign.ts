import { and, eq } from "drizzle-orm";
import { campaigns, sites } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { CampaignRefusal } from "./errors.ts";
import { findTakenByCampaign } from "./internal/campaign-names.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { type CreateCampaignInput, createCampaignInput } from "./schema.ts";

/** Adds a funnel or offer of a site, known by the partner's own id. Throws NotFoundError and PermissionError. */
export async function createCampaign(
  scope: Scope,
  input: CreateCampaignInput,
): Promise<Result<{ id: string }, CampaignRefusal>> {
  requirePermission(scope, "sites.write");
  const { merchantId, ...campaign } = createCampaignInput.parse(input);
  return inScope(scope, async (tx) => {
    await lockMerchant(tx, merchantId);
    const [site] = await tx
      .select()
      .from(sites)
      .where(and(eq(sites.merchantId, merchantId), eq(sites.id, campaign.siteId)));
    if (!site) throw new NotFoundError("Site");
    if (site.archivedAt) return refuse({ reason: "ARCHIVED" });
    const at = scope.clock.now();
    const id = newId("campaign", at.getTime());
    const taken = await findTakenByCampaign(tx, merchantId, { ...campaign, id });
    if (taken) return refuse(taken);
    await tx.insert(campaigns).values({ ...campaign, merchantId, id, createdAt: at });
    await appendEntry(tx, scope, {
      merchantId,
      action: "campaign.create",
      subject: id,
      subjectName: campaign.name,
      after: campaign,
    });
    return ok({ id });
  });
}
