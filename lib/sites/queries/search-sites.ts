import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";

export const SITES_PAGE_ROWS = 50;

/** A site among those of every merchant the scope reaches. */
export type FoundSite = {
  id: string;
  merchantId: string;
  merchantName: string;
  name: string;
  hosts: string[];
  descriptors: string[];
  sandboxSiteId: string | null;
  productionSiteId: string | null;
  archived: boolean;
  isDefault: boolean;
  campaignCount: number;
};

/**
 * Sites by name over all merchants that are not archived. `search` looks at names, ids, hosts and descriptors;
 * `after` is the last site's id of the page before; `hasMore` tells whether another page follows.
 */
export async function searchSites(
  scope: Scope,
  filter: { search?: string; archived?: boolean; after?: string; limit?: number } = {},
): Promise<{ rows: FoundSite[]; hasMore: boolean }> {
  requirePermission(scope, "merchants.read");
  const limit = filter.limit ?? SITES_PAGE_ROWS;
  const text = filter.search?.trim().toLowerCase() ?? "";
  // strpos, not LIKE: % and _ in what somebody types are themselves.
  const matching = text
    ? sql`(s.id = ${filter.search?.trim()} OR strpos(lower(s.name), ${text}) > 0
        OR lower(s.sandbox_site_id) = ${text} OR lower(s.production_site_id) = ${text}
        OR EXISTS (SELECT FROM site_hosts h WHERE h.merchant_id = s.merchant_id AND h.site_id = s.id
          AND strpos(h.host, ${text}) > 0)
        OR EXISTS (SELECT FROM site_descriptors d WHERE d.merchant_id = s.merchant_id AND d.site_id = s.id
          AND strpos(lower(d.descriptor), ${text}) > 0))`
    : sql`true`;
  const beyond = filter.after
    ? sql`(lower(s.name), s.id) > (SELECT lower(name), id FROM sites WHERE id = ${filter.after})`
    : sql`true`;
  const rows = await inScope(scope, (tx) =>
    tx.execute(sql`
      SELECT s.id, s.merchant_id AS "merchantId", m.name AS "merchantName", s.name,
        s.sandbox_site_id AS "sandboxSiteId", s.production_site_id AS "productionSiteId",
        s.archived_at IS NOT NULL AS archived, COALESCE(m.default_site_id = s.id, false) AS "isDefault",
        ARRAY(SELECT host FROM site_hosts h WHERE h.merchant_id = s.merchant_id AND h.site_id = s.id
          ORDER BY position, host) AS hosts,
        ARRAY(SELECT descriptor FROM site_descriptors d WHERE d.merchant_id = s.merchant_id AND d.site_id = s.id
          ORDER BY position, key) AS descriptors,
        (SELECT count(*)::int FROM campaigns c WHERE c.merchant_id = s.merchant_id AND c.site_id = s.id
          AND c.archived_at IS NULL) AS "campaignCount"
      FROM sites s JOIN merchants m ON m.id = s.merchant_id
      WHERE m.archived_at IS NULL AND s.archived_at IS ${filter.archived ? sql`NOT NULL` : sql`NULL`}
        AND ${matching} AND ${beyond}
      ORDER BY lower(s.name), s.id LIMIT ${limit + 1}`),
  );
  const found = rows as unknown as FoundSite[];
  return { rows: found.slice(0, limit), hasMore: found.length > limit };
}
