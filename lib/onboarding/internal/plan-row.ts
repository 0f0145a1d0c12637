import { descriptorKey } from "#lib/sites/rules.ts";
import type { ImportColumn, ImportDiff, ImportErrors } from "../schema.ts";
import { type ImportRow, MERCHANT_COLUMNS } from "./import-row.ts";
import { type ImportWorld, type KnownMerchant, type KnownSite, nameKey } from "./import-world.ts";

/** What former rows of the same file would already have made: a merchant by its name, a site by its host. */
export type Seen = { merchants: Set<string>; hosts: Map<string, number> };
export type RowPlan =
  | {
      action: "create" | "change" | "same";
      diff: ImportDiff;
      merchant: KnownMerchant | null;
      site: KnownSite | null;
    }
  | { action: "error"; errors: ImportErrors };

const broken = (errors: ImportErrors): RowPlan => ({ action: "error", errors });

/**
 * What the row would do to what stands. A merchant is known by `merchant_id`, else by its name whatever its case; a
 * site of it by the row's first host. What is known is changed, never doubled. Pure but for `seen`, which learns the row.
 */
export function planRow(row: ImportRow, number: number, world: ImportWorld, seen: Seen): RowPlan {
  const found = world.merchantsOf(row);
  if (row.merchant.id && found.length === 0) return broken({ merchant_id: "No merchant has this id" });
  if (found.length > 1)
    return broken({ merchant: `${found.length} merchants have this name: give merchant_id` });
  const merchant = found[0] ?? null;
  const key = row.merchant.id ?? nameKey(row.merchant.name);
  const isFirst = !merchant && !seen.merchants.has(key);
  const missing = (["integration", "currency"] as const).filter((field) => !row.merchant[field]);
  if (isFirst && missing.length > 0)
    return broken(Object.fromEntries(missing.map((field) => [field, "A new merchant needs it"])));

  const mine = row.site ? twice(row.site.hosts, key, seen) : null;
  if (mine !== null) return broken({ hosts: `Row ${mine} has this host already` });
  const sites = merchant ? world.sitesOf(merchant.id) : [];
  const site = sites.find(({ hosts }) => row.site && hosts.includes(row.site.hosts[0] ?? "")) ?? null;
  const taken = row.site && takenBy(row.site, site, sites);
  if (taken) return broken(taken);

  seen.merchants.add(key);
  for (const host of row.site?.hosts ?? []) seen.hosts.set(`${key} ${host}`, number);
  const diff = { ...merchantDiff(row, merchant, isFirst), ...siteDiff(row, site) };
  const isNew = isFirst || (row.site !== null && site === null);
  const action = isNew ? "create" : Object.keys(diff).length > 0 ? "change" : "same";
  return { action, diff, merchant, site };
}

function twice(hosts: readonly string[], key: string, seen: Seen): number | null {
  for (const host of hosts) {
    const row = seen.hosts.get(`${key} ${host}`);
    if (row !== undefined) return row;
  }
  return null;
}

function takenBy(
  asked: NonNullable<ImportRow["site"]>,
  site: KnownSite | null,
  all: readonly KnownSite[],
): ImportErrors | null {
  const keys = (asked.descriptors ?? []).map(descriptorKey);
  for (const other of all) {
    if (other === site) continue;
    const host = asked.hosts.find((one) => other.hosts.includes(one));
    if (host) return { hosts: `${host} belongs to ${other.name}` };
    if (other.descriptors.some((one) => keys.includes(descriptorKey(one))))
      return { descriptors: `A descriptor belongs to ${other.name}` };
    for (const [field, column] of SITE_ID_COLUMNS)
      if (asked[field] && [other.sandboxSiteId, other.productionSiteId].includes(asked[field]))
        return { [column]: `This id belongs to ${other.name}` };
  }
  return null;
}

const SITE_ID_COLUMNS = [
  ["sandboxSiteId", "sandbox_site_id"],
  ["productionSiteId", "production_site_id"],
] as const;

function merchantDiff(row: ImportRow, merchant: KnownMerchant | null, isFirst: boolean): ImportDiff {
  const diff: ImportDiff = {};
  // By its id, a merchant may get another name.
  if (isFirst || (merchant && row.merchant.id && merchant.name !== row.merchant.name))
    diff.merchant = { before: merchant?.name ?? null, after: row.merchant.name };
  for (const [field, column] of Object.entries(MERCHANT_COLUMNS)) {
    const after = row.merchant[field as keyof typeof MERCHANT_COLUMNS];
    if (after === undefined || (!merchant && !isFirst)) continue;
    note(diff, column, merchant ? String(merchant[field as keyof KnownMerchant]) : null, after);
  }
  return diff;
}

function siteDiff(row: ImportRow, site: KnownSite | null): ImportDiff {
  const diff: ImportDiff = {};
  if (!row.site) return diff;
  const { name, hosts, descriptors, sandboxSiteId, productionSiteId } = row.site;
  note(diff, "site", site?.name ?? null, name ?? (site ? undefined : hosts[0]));
  note(diff, "hosts", site ? site.hosts.join(" ") : null, hosts.join(" "));
  note(diff, "descriptors", site ? site.descriptors.join("; ") : null, descriptors?.join("; "));
  note(diff, "sandbox_site_id", site?.sandboxSiteId ?? null, sandboxSiteId);
  note(diff, "production_site_id", site?.productionSiteId ?? null, productionSiteId);
  return diff;
}

function note(diff: ImportDiff, column: ImportColumn, before: string | null, after: string | undefined) {
  if (after !== undefined && after !== before) diff[column] = { before, after };
}
