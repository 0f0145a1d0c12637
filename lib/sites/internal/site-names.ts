import { and, eq, inArray, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { campaigns, siteDescriptors, siteHosts, sites } from "#db/schema/sites.ts";
import type { SiteRefusal } from "../errors.ts";
import { descriptorKey, normalizeHost } from "../rules.ts";

export type SiteNames = {
  hosts: string[];
  descriptors: string[];
  sandboxSiteId: string | null;
  productionSiteId: string | null;
};

/** Hosts in normal form and descriptors, each once, in the order given; or the host that names nothing. */
export function normalNames<Names extends Pick<SiteNames, "hosts" | "descriptors">>(
  names: Names,
): Names | { reason: "HOST_INVALID"; field: "hosts"; value: string } {
  const hosts = new Set<string>();
  for (const written of names.hosts) {
    const host = normalizeHost(written);
    if (host === null) return { reason: "HOST_INVALID", field: "hosts", value: written };
    hosts.add(host);
  }
  const descriptors = new Map(
    names.descriptors.map((text) => [descriptorKey(text), text] as const).reverse(),
  );
  return { ...names, hosts: [...hosts], descriptors: [...descriptors.values()].reverse() };
}

/** The first of these names that a live site of the merchant, or a campaign of one, already has. */
export async function findTaken(
  tx: Transaction,
  merchantId: string,
  siteId: string,
  names: SiteNames,
): Promise<SiteRefusal | null> {
  const other = and(eq(sites.merchantId, merchantId), ne(sites.id, siteId), sql`${sites.archivedAt} IS NULL`);
  const by = { id: sites.id, name: sites.name };

  const [host] = await tx
    .select({ ...by, value: siteHosts.host })
    .from(siteHosts)
    .innerJoin(sites, and(eq(sites.merchantId, siteHosts.merchantId), eq(sites.id, siteHosts.siteId)))
    .where(and(other, inArray(siteHosts.host, names.hosts)))
    .limit(1);
  if (host) return { reason: "HOST_TAKEN", field: "hosts", value: host.value, by: holder(host) };

  const keys = names.descriptors.map(descriptorKey);
  if (keys.length > 0) {
    const [listed] = await tx
      .select({ ...by, value: siteDescriptors.descriptor })
      .from(siteDescriptors)
      .innerJoin(
        sites,
        and(eq(sites.merchantId, siteDescriptors.merchantId), eq(sites.id, siteDescriptors.siteId)),
      )
      .where(and(other, inArray(siteDescriptors.key, keys)))
      .limit(1);
    const taken = listed ?? (await ofCampaigns(tx, merchantId, siteId, keys));
    if (taken)
      return { reason: "DESCRIPTOR_TAKEN", field: "descriptors", value: taken.value, by: holder(taken) };
  }

  for (const field of ["sandboxSiteId", "productionSiteId"] as const) {
    const value = names[field];
    if (value === null) continue;
    const [site] = await tx
      .select(by)
      .from(sites)
      .where(and(other, or(eq(sites.sandboxSiteId, value), eq(sites.productionSiteId, value))))
      .limit(1);
    if (site) return { reason: "SITE_ID_TAKEN", field, value, by: site };
  }
  return null;
}

const holder = ({ id, name }: { id: string; name: string }) => ({ id, name });

async function ofCampaigns(tx: Transaction, merchantId: string, siteId: string, keys: string[]) {
  const rows = await tx
    .select({ id: sites.id, name: sites.name, value: campaigns.descriptor })
    .from(campaigns)
    .innerJoin(sites, and(eq(sites.merchantId, campaigns.merchantId), eq(sites.id, campaigns.siteId)))
    .where(
      and(
        eq(campaigns.merchantId, merchantId),
        ne(campaigns.siteId, siteId),
        sql`${campaigns.descriptor} IS NOT NULL AND ${campaigns.archivedAt} IS NULL AND ${sites.archivedAt} IS NULL`,
      ),
    );
  const found = rows.find((row) => keys.includes(descriptorKey(row.value ?? "")));
  return found ? { ...found, value: found.value ?? "" } : null;
}

/** Makes these the site's names. What an archived site still holds passes over to the one that is in use. */
export async function writeNames(
  tx: Transaction,
  merchantId: string,
  siteId: string,
  names: Pick<SiteNames, "hosts" | "descriptors">,
): Promise<void> {
  const keys = names.descriptors.map(descriptorKey);
  await tx
    .delete(siteHosts)
    .where(
      and(
        eq(siteHosts.merchantId, merchantId),
        or(eq(siteHosts.siteId, siteId), inArray(siteHosts.host, names.hosts)),
      ),
    );
  await tx
    .insert(siteHosts)
    .values(names.hosts.map((host, position) => ({ merchantId, host, siteId, position })));
  await tx
    .delete(siteDescriptors)
    .where(
      and(
        eq(siteDescriptors.merchantId, merchantId),
        or(
          eq(siteDescriptors.siteId, siteId),
          ...(keys.length > 0 ? [inArray(siteDescriptors.key, keys)] : []),
        ),
      ),
    );
  if (keys.length === 0) return;
  await tx.insert(siteDescriptors).values(
    names.descriptors.map((descriptor, position) => ({
      merchantId,
      key: descriptorKey(descriptor),
      descriptor,
      siteId,
      position,
    })),
  );
}
