import { and, asc, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { campaigns, siteDescriptors, siteHosts, sites } from "#db/schema/sites.ts";
import type { CampaignView, SiteView } from "../schema.ts";

type CampaignRow = typeof campaigns.$inferSelect;

export function campaignView(row: CampaignRow): CampaignView {
  const { id, siteId, externalId, name, kind, descriptor, archivedAt } = row;
  return { id, siteId, externalId, name, kind, descriptor, archived: archivedAt !== null };
}

/** The merchant's sites, or the one, oldest first, each with all that belongs to it. */
export async function readSites(tx: Transaction, merchantId: string, siteId?: string): Promise<SiteView[]> {
  const [merchant] = await tx
    .select({ defaultSiteId: merchants.defaultSiteId })
    .from(merchants)
    .where(eq(merchants.id, merchantId));
  const rows = await tx
    .select()
    .from(sites)
    .where(and(eq(sites.merchantId, merchantId), ...(siteId ? [eq(sites.id, siteId)] : [])))
    .orderBy(asc(sites.createdAt), asc(sites.id));
  const hosts = await tx
    .select()
    .from(siteHosts)
    .where(and(eq(siteHosts.merchantId, merchantId), ...(siteId ? [eq(siteHosts.siteId, siteId)] : [])))
    .orderBy(asc(siteHosts.position), asc(siteHosts.host));
  const descriptors = await tx
    .select()
    .from(siteDescriptors)
    .where(
      and(
        eq(siteDescriptors.merchantId, merchantId),
        ...(siteId ? [eq(siteDescriptors.siteId, siteId)] : []),
      ),
    )
    .orderBy(asc(siteDescriptors.position), asc(siteDescriptors.key));
  const onSites = await tx
    .select()
    .from(campaigns)
    .where(and(eq(campaigns.merchantId, merchantId), ...(siteId ? [eq(campaigns.siteId, siteId)] : [])))
    .orderBy(asc(campaigns.createdAt), asc(campaigns.id));
  const [hostsOf, descriptorsOf, campaignsOf] = [hosts, descriptors, onSites].map((list) =>
    Map.groupBy<string, { siteId: string }>(list, (item) => item.siteId),
  ) as [Map<string, typeof hosts>, Map<string, typeof descriptors>, Map<string, CampaignRow[]>];
  return rows.map((site) => ({
    id: site.id,
    merchantId,
    name: site.name,
    hosts: (hostsOf.get(site.id) ?? []).map((row) => row.host),
    descriptors: (descriptorsOf.get(site.id) ?? []).map((row) => row.descriptor),
    sandboxSiteId: site.sandboxSiteId,
    productionSiteId: site.productionSiteId,
    evaluateDeadlineMs: site.evaluateDeadlineMs,
    createdAt: site.createdAt.toISOString(),
    archived: site.archivedAt !== null,
    isDefault: merchant?.defaultSiteId === site.id,
    campaigns: (campaignsOf.get(site.id) ?? []).map(campaignView),
  }));
}
