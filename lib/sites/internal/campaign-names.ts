import { and, eq, ne, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { campaigns, siteDescriptors, sites } from "#db/schema/sites.ts";
import type { CampaignRefusal } from "../errors.ts";
import { descriptorKey } from "../rules.ts";

/** The partner's id belongs to one campaign of the merchant for ever, a descriptor to one live site. */
export async function findTakenByCampaign(
  tx: Transaction,
  merchantId: string,
  campaign: { id: string; siteId: string; externalId: string; descriptor: string | null },
): Promise<CampaignRefusal | null> {
  const [sameId] = await tx
    .select({ id: campaigns.id, name: campaigns.name })
    .from(campaigns)
    .where(
      and(
        eq(campaigns.merchantId, merchantId),
        eq(campaigns.externalId, campaign.externalId),
        ne(campaigns.id, campaign.id),
      ),
    );
  if (sameId)
    return { reason: "CAMPAIGN_ID_TAKEN", field: "externalId", value: campaign.externalId, by: sameId };
  if (campaign.descriptor === null) return null;
  const [site] = await tx
    .select({ id: sites.id, name: sites.name })
    .from(siteDescriptors)
    .innerJoin(
      sites,
      and(eq(sites.merchantId, siteDescriptors.merchantId), eq(sites.id, siteDescriptors.siteId)),
    )
    .where(
      and(
        eq(siteDescriptors.merchantId, merchantId),
        eq(siteDescriptors.key, descriptorKey(campaign.descriptor)),
        ne(siteDescriptors.siteId, campaign.siteId),
        sql`${sites.archivedAt} IS NULL`,
      ),
    );
  return site
    ? { reason: "DESCRIPTOR_TAKEN", field: "descriptor", value: campaign.descriptor, by: site }
    : null;
}
