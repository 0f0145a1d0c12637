import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";

import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Channel } from "#lib/terms.ts";
import { entriesOf, SUMS } from "../internal/entries.ts";
import { inReport } from "../internal/in-report.ts";
import { labelCampaigns, labelSites } from "../internal/labels.ts";
import { addCounts, countsOf, reportRow } from "../internal/row.ts";
import { declineReason } from "../rules.ts";
import type { Counts, Report, ReportKind, ReportQuery, ReportRow } from "../schema.ts";

type Group = {
  key: string | null;
  source: string | null;
  currency: string;
  site: string | null;
  merchant: string;
  firstSeen: Date;
  lastSeen: Date;
  counts: Counts;
};

const NONE = sql`NULL::text`;
const KEYS: Record<ReportKind, { key: SQL; source: SQL; where: SQL }> = {
  sites: { key: sql`site_id`, source: NONE, where: sql`true` },
  descriptors: { key: sql`descriptor`, source: sql`merchant_id`, where: sql`true` },
  campaigns: { key: sql`campaign_id`, source: NONE, where: sql`true` },
  channels: { key: sql`channel`, source: NONE, where: sql`true` },
  declines: {
    key: sql`response_code`,
    source: sql`response_code_source`,
    where: sql`declined_at IS NOT NULL`,
  },
};

const CHANNEL_LABELS: Record<Channel, string> = {
  cit_website: "CIT website",
  cit_call_center: "CIT call center",
  mit: "MIT",
};

/**
 * The figures of product.md §11 by one thing, straight from the ledger in one look, so that rows, unattributed
 * and total agree. Rows stand by recovered amount, highest first. Needs `reports.read`.
 */
export async function readReport(scope: Scope, kind: ReportKind, query: ReportQuery): Promise<Report> {
  requirePermission(scope, "reports.read");
  const asOf = scope.clock.now().toISOString();
  const { tz, view, environment, from, to } = query;
  return inReport(scope, async (tx) => {
    const groups = await readGroups(tx, kind, query);
    const isAttributed = kind !== "channels" && kind !== "declines";
    const claimed = isAttributed ? groups.filter(({ key }) => key !== null) : groups;
    const rows = (await labelled(tx, kind, claimed)).sort(byRecovered);
    const unclaimed = isAttributed ? groups.filter(({ key }) => key === null) : [];
    const currencies = [...new Set(groups.map(({ currency }) => currency))].sort();
    const of = (currency: string, some: Group[]) =>
      addCounts(some.filter((group) => group.currency === currency).map(({ counts }) => counts));
    return {
      ...{ asOf, tz, view, environment, from, to, rows },
      unattributed: isAttributed
        ? currencies.map((currency) =>
            reportRow({ key: "unattributed", label: "Unattributed", currency }, of(currency, unclaimed)),
          )
        : [],
      totals: currencies.map((currency) =>
        reportRow({ key: "total", label: "Total", currency }, of(currency, groups)),
      ),
    };
  });
}

async function readGroups(tx: Transaction, kind: ReportKind, query: ReportQuery): Promise<Group[]> {
  const { key, source, where } = KEYS[kind];
  const found = await tx.execute<Record<string, unknown>>(sql`${entriesOf(query)}
    SELECT ${key} AS "key", ${source} AS "source", currency, min(site_id) AS site, min(merchant_id) AS merchant,
      min(first_at) AS "firstSeen", max(first_at) AS "lastSeen", ${SUMS}
    FROM entries WHERE ${where} GROUP BY 1, 2, 3`);
  return found.map((row) => ({ ...(row as unknown as Group), counts: countsOf(row) }));
}

async function labelled(tx: Transaction, kind: ReportKind, groups: Group[]): Promise<ReportRow[]> {
  const keys = groups.flatMap(({ key }) => key ?? []);
  if (kind === "sites") {
    const sites = await labelSites(tx, keys);
    return groups.map((group) => {
      const site = sites.get(group.key ?? "");
      const label = site?.name ?? group.key ?? "";
      return row(group, { label, detail: site?.descriptors.join(", "), siteId: group.key });
    });
  }
  if (kind === "campaigns") {
    const campaigns = await labelCampaigns(tx, keys);
    const sites = await labelSites(
      tx,
      [...campaigns.values()].map(({ siteId }) => siteId),
    );
    return groups.map((group) => {
      const campaign = campaigns.get(group.key ?? "");
      const siteId = campaign?.siteId ?? group.site;
      return row(group, {
        label: campaign?.name ?? group.key ?? "",
        detail: sites.get(siteId ?? "")?.name,
        siteId,
      });
    });
  }
  if (kind === "descriptors") {
    const sites = await labelSites(
      tx,
      groups.flatMap(({ site }) => site ?? []),
    );
    return groups.map((group) =>
      row(group, {
        label: group.key ?? "",
        detail: sites.get(group.site ?? "")?.name ?? "No site",
        siteId: group.site,
        firstSeen: new Date(group.firstSeen).toISOString(),
        lastSeen: new Date(group.lastSeen).toISOString(),
      }),
    );
  }
  if (kind === "channels") {
    return groups.map((group) => row(group, { label: CHANNEL_LABELS[group.key as Channel] ?? "Not known" }));
  }
  return declineRows(groups);
}

function row(group: Group, more: Partial<ReportRow> & { label: string }): ReportRow {
  const { detail, ...rest } = more;
  return reportRow(
    {
      key: group.key ?? "unknown",
      currency: group.currency,
      merchantId: group.merchant,
      ...rest,
      ...(detail ? { detail } : {}),
    },
    group.counts,
  );
}

/** Codes that mean the same are one row; the raw ones stand beside it. */
function declineRows(groups: Group[]): ReportRow[] {
  const byReason = Map.groupBy(groups, ({ key, source, currency }) =>
    JSON.stringify([declineReason(source, key).key, currency]),
  );
  return [...byReason.values()].map((same) => {
    const first = same[0]!;
    const { key, label } = declineReason(first.source, first.key);
    const codes = same.map((group) => [group.source, group.key].filter(Boolean).join(" ")).filter(Boolean);
    return reportRow(
      { key, label, currency: first.currency, detail: codes.sort().join(", ") },
      addCounts(same.map(({ counts }) => counts)),
    );
  });
}

function byRecovered(a: ReportRow, b: ReportRow): number {
  return b.recoveredNet - a.recoveredNet || b.orders - a.orders || (a.key < b.key ? -1 : 1);
}
