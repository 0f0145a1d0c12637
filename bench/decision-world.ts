import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { migrate } from "#db/migrate.ts";
import { databaseUrl } from "#db/testing/database-url.ts";
import { CHANNELS, MODES } from "#lib/terms.ts";

export type BenchSite = {
  merchantId: string;
  siteId: string;
  campaignId: string;
  host: string;
  descriptor: string;
};

/** How many sites each merchant has: a power law with the largest given, until `total` are placed. */
export function siteCounts(total: number, largest: number): number[] {
  const counts: number[] = [];
  for (let left = total, rank = 1; left > 0; rank += 1) {
    const count = Math.min(left, Math.max(1, Math.round(largest / rank ** 1.1)));
    counts.push(count);
    left -= count;
  }
  return counts;
}

/** A migrated database with that many sites, a campaign each, and explicit modes here and there. */
export async function plantSites(
  adminUrl: string,
  counts: number[],
): Promise<{ ownerUrl: string; appUrl: string; sites: BenchSite[]; merchants: number; switches: number }> {
  const password = randomBytes(12).toString("hex");
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await admin`CREATE DATABASE bench`;
  await admin.end();
  const ownerUrl = databaseUrl(adminUrl, { database: "bench" });
  await migrate(ownerUrl, { appPassword: password });

  const sites = counts.flatMap((count, merchant) =>
    Array.from({ length: count }, (_, index) => ({
      merchantId: `mer_${merchant}`,
      siteId: `site_${merchant}_${index}`,
      campaignId: `cmp_${merchant}_${index}`,
      host: `shop-${index}.merchant-${merchant}.example`,
      descriptor: `M${merchant}*SHOP${index}`,
    })),
  );
  const merchantIds = counts.map((_, merchant) => `mer_${merchant}`);
  const by = { reason: "Planted", version: 1, set_by_id: "usr", set_by_name: "Bench", set_at: new Date() };
  const explicit = [
    ...merchantIds.flatMap((id) => CHANNELS.map((channel) => ["merchant", id, id, channel] as const)),
    ...sites.map((site, n) => ["site", site.merchantId, site.siteId, CHANNELS[n % 3]!] as const),
    ...sites
      .filter((_, n) => n % 10 === 0)
      .map((site) => ["campaign", site.merchantId, site.campaignId, "mit"] as const),
  ];
  const switches = explicit.map(([scope, merchant_id, scope_id, channel], n) => ({
    ...{ scope, merchant_id, scope_id, channel, mode: MODES[(n * 7) % 3]!, ...by },
  }));

  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  // The triggers would raise a version a row; planting states the versions itself.
  await sql`SET session_replication_role = replica`;
  const insert = async (table: string, rows: Record<string, unknown>[]) => {
    for (let from = 0; from < rows.length; from += 1000)
      await sql`INSERT INTO ${sql(table)} ${sql(rows.slice(from, from + 1000))}`;
  };
  await insert("partner", [{ id: "partner", name: "Northgate", timezone: "UTC", approval_policy: "none" }]);
  const merchant = {
    state: "active",
    integration: "partner_backend",
    timezone: "America/New_York",
    currency: "USD",
  };
  await insert(
    "merchants",
    merchantIds.map((id) => ({ id, name: id, ...merchant })),
  );
  await insert(
    "sites",
    sites.map(({ merchantId, siteId }) => ({ merchant_id: merchantId, id: siteId, name: siteId })),
  );
  await insert(
    "site_hosts",
    sites.map(({ merchantId, siteId, host }) => ({ merchant_id: merchantId, host, site_id: siteId })),
  );
  await insert(
    "site_descriptors",
    sites.map((site) => ({
      merchant_id: site.merchantId,
      key: site.descriptor,
      descriptor: site.descriptor,
      site_id: site.siteId,
    })),
  );
  await insert(
    "campaigns",
    sites.map((site) => ({
      ...{ merchant_id: site.merchantId, id: site.campaignId, site_id: site.siteId },
      ...{ external_id: site.campaignId, name: "Campaign", kind: "web" },
    })),
  );
  await insert("switches", switches);
  await insert(
    "switch_sets",
    merchantIds.map((merchant_id) => ({ merchant_id, version: 1 })),
  );
  const environments = ["sandbox", "production"].flatMap((environment) =>
    merchantIds.map((merchant_id) => ({ merchant_id, environment })),
  );
  await insert(
    "flexcharge_accounts",
    environments.map((each) => ({ ...each, standing: "linked", mit: "enabled" })),
  );
  await insert(
    "credential_sets",
    environments.map((each) => ({
      ...{ ...each, version: 1, state: "verified", current: true, verified_at: new Date() },
      ...{
        mid: `${each.environment}-${each.merchant_id}`,
        fingerprint: `${each.environment}-${each.merchant_id}`,
      },
    })),
  );
  await insert(
    "config_versions",
    ["partner", ...merchantIds].map((merchant_id) => ({ merchant_id, version: 1 })),
  );
  await sql`SET session_replication_role = DEFAULT`;
  await sql`VACUUM ANALYZE`;
  await sql.end();
  const appUrl = databaseUrl(adminUrl, { database: "bench", user: "switchboard_app", password });
  return { ownerUrl, appUrl, sites, merchants: merchantIds.length, switches: switches.length };
}
