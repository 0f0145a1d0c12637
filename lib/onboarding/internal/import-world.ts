import { and, inArray, isNull, or, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { siteDescriptors, siteHosts, sites } from "#db/schema/sites.ts";
import { descriptorKey } from "#lib/sites/rules.ts";
import type { ImportRow } from "./import-row.ts";

export type KnownMerchant = typeof merchants.$inferSelect;
export type KnownSite = typeof sites.$inferSelect & { hosts: string[]; descriptors: string[] };
/** What stands already of the merchants that some rows name. */
export type ImportWorld = {
  merchantsOf(row: ImportRow): KnownMerchant[];
  sitesOf(merchantId: string): KnownSite[];
};

export const nameKey = (name: string) => name.trim().toLowerCase();

/**
 * Read in four statements, however many rows ask. Archived ones are not there, nor are sites that share no name with the
 * rows: a merchant may have thousands.
 */
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
              or(inArray(sql`lower(${merchants.name})`, names), oneOf(merchants.id, ids)),
            ),
          );
  const siteRows = await sitesNamed(tx, known, rows);
  const found = siteRows.map(({ id }) => id);
  const own = [...new Set(siteRows.map(({ merchantId }) => merchantId))];
  const [hosts, descriptors] =
    found.length === 0
      ? [[], []]
      : await Promise.all([
          tx
            .select()
            .from(siteHosts)
            .where(and(inArray(siteHosts.merchantId, own), inArray(siteHosts.siteId, found)))
            .orderBy(siteHosts.position),
          tx
            .select()
            .from(siteDescriptors)
            .where(and(inArray(siteDescriptors.merchantId, own), inArray(siteDescriptors.siteId, found)))
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

/** The sites of these merchants that have a host, a descriptor or an id that some row gives. */
async function sitesNamed(tx: Transaction, known: readonly KnownMerchant[], rows: readonly ImportRow[]) {
  const asked = rows.flatMap(({ site }) => site ?? []);
  if (known.length === 0 || asked.length === 0) return [];
  const own = known.map(({ id }) => id);
  const hosts = [...new Set(asked.flatMap((site) => site.hosts))];
  const keys = [...new Set(asked.flatMap(({ descriptors = [] }) => descriptors.map(descriptorKey)))];
  const ids = asked.flatMap(({ sandboxSiteId, productionSiteId }) =>
    [sandboxSiteId, productionSiteId].filter((id) => id !== undefined),
  );
  const ofHosts = tx
    .select({ id: siteHosts.siteId })
    .from(siteHosts)
    .where(and(inArray(siteHosts.merchantId, own), inArray(siteHosts.host, hosts)));
  const ofKeys = tx
    .select({ id: siteDescriptors.siteId })
    .from(siteDescriptors)
    .where(and(inArray(siteDescriptors.merchantId, own), inArray(siteDescriptors.key, keys)));
  return tx
    .select()
    .from(sites)
    .where(
      and(
        inArray(sites.merchantId, own),
        isNull(sites.archivedAt),
        or(
          inArray(sites.id, ofHosts),
          keys.length > 0 ? inArray(sites.id, ofKeys) : undefined,
          oneOf(sites.sandboxSiteId, ids),
          oneOf(sites.productionSiteId, ids),
        ),
      ),
    );
}

const oneOf = (column: PgColumn, values: string[]) =>
  values.length > 0 ? inArray(column, values) : undefined;
