import { and, inArray, isNull, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { siteDescriptors, siteHosts, sites } from "#db/schema/sites.ts";
import type { ImportRow } from "./import-row.ts";

export type KnownMerchant = typeof merchants.$inferSelect;
export type KnownSite = typeof sites.$inferSelect & { hosts: string[]; descriptors: string[] };
/** What stands already of the merchants that some rows name. */
export type ImportWorld = {
  merchantsOf(row: ImportRow): KnownMerchant[];
  sitesOf(merchantId: string): KnownSite[];
};

export const nameKey = (name: string) => name.trim().toLowerCase();

/** Read in four statements, however many rows ask. Archived ones are not there. */
export async function readWorld(tx: Transaction, rows: readonly ImportRow[]): Promise<ImportWorld> {
  const names = [...new Set(rows.map(({ merchant }) => nameKey(merchant.name)))];
  const ids = [...new Set(rows.flatMap(({ merchant }) => merchant.id ?? []))];
  const known =
    rows.length === 0
      ? []
      : await tx
          .select()
          .from(merchants)
          .where(
            and(
              isNull(merchants.archivedAt),
              or(
                inArray(sql`lower(${merchants.name})`, names),
                ...(ids.length > 0 ? [inArray(merchants.id, ids)] : []),
              ),
            ),
          );
  const own = known.map(({ id }) => id);
  const [siteRows, hosts, descriptors] =
    own.length === 0
      ? [[], [], []]
      : await Promise.all([
          tx
            .select()
            .from(sites)
            .where(and(inArray(sites.merchantId, own), isNull(sites.archivedAt))),
          tx.select().from(siteHosts).where(inArray(siteHosts.merchantId, own)).orderBy(siteHosts.position),
          tx
            .select()
            .from(siteDescriptors)
            .where(inArray(siteDescriptors.merchantId, own))
            .orderBy(siteDescriptors.position),
        ]);
  const hostsOf = Map.groupBy(hosts, ({ siteId }) => siteId);
  const descriptorsOf = Map.groupBy(descriptors, ({ siteId }) => siteId);
  const sitesOf = Map.groupBy(
    siteRows.map((site) => ({
      ...site,
      hosts: (hostsOf.get(site.id) ?? []).map(({ host }) => host),
      descriptors: (descriptorsOf.get(site.id) ?? []).map(({ descriptor }) => descriptor),
    })),
    ({ merchantId }) => merchantId,
  );
  const byName = Map.groupBy(known, ({ name }) => nameKey(name));
  const byId = new Map(known.map((merchant) => [merchant.id, merchant]));
  return {
    merchantsOf: ({ merchant }) =>
      merchant.id ? [byId.get(merchant.id) ?? []].flat() : (byName.get(nameKey(merchant.name)) ?? []),
    sitesOf: (merchantId) => sitesOf.get(merchantId) ?? [],
  };
}
