import { inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { campaigns, siteDescriptors, siteHosts, sites } from "#db/schema/sites.ts";

export type SiteLabel = { name: string; descriptors: string[]; merchantId: string };

/** Sites by their first host, else by name, with what they show on the statement. */
export async function labelSites(tx: Transaction, ids: readonly string[]): Promise<Map<string, SiteLabel>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(sites)
    .where(inArray(sites.id, [...ids]));
  const hosts = await tx
    .select()
    .from(siteHosts)
    .where(inArray(siteHosts.siteId, [...ids]));
  const shown = await tx
    .select()
    .from(siteDescriptors)
    .where(inArray(siteDescriptors.siteId, [...ids]));
  return new Map(
    rows.map(({ id, name, merchantId }) => {
      const host = hosts.filter(({ siteId }) => siteId === id).sort((a, b) => a.position - b.position)[0];
      const descriptors = shown.filter(({ siteId }) => siteId === id).map(({ descriptor }) => descriptor);
      return [id, { name: host?.host ?? name, descriptors, merchantId }];
    }),
  );
}

export async function labelCampaigns(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, { name: string; siteId: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(campaigns)
    .where(inArray(campaigns.id, [...ids]));
  return new Map(rows.map(({ id, name, siteId }) => [id, { name, siteId }]));
}
