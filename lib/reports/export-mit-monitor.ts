import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { csvLine } from "#lib/kit/csv.ts";
import { type MitCounts, readMitMonitor } from "#lib/orders/queries/read-mit-monitor.ts";
import type { RebillQuery } from "#lib/orders/schema.ts";
import { nameSites } from "./queries.ts";
import { rate } from "./rules.ts";

const COLUMNS = [
  ...["rebills", "evaluated", "sameDay", "notSameDay", "shortExpiry", "inFlightOnce", "retried", "rescued"],
  ...["open", "breachOrders"],
] as readonly (keyof MitCounts)[];

/** The MIT monitor's table as CSV, with its total: the same counts as the screen. Needs `export`. */
export async function* exportMitMonitor(scope: Scope, query: RebillQuery): AsyncGenerator<string> {
  requirePermission(scope, "export");
  const { sites, total, asOf } = await readMitMonitor(scope, query);
  const names = await nameSites(
    scope,
    sites.flatMap(({ siteId }) => siteId ?? []),
  );
  const about = [asOf, query.tz, query.environment, query.from, query.to];
  const counts = (row: MitCounts) => [
    ...COLUMNS.map((column) => row[column]),
    ...[rate(row.sameDay, row.evaluated), rate(row.retried, row.inFlightOnce)],
  ];
  yield csvLine([
    ...["merchantId", "siteId", "site", ...COLUMNS, "sameDayRate", "retriedRate"],
    ...["asOf", "tz", "environment", "from", "to"],
  ]);
  for (const row of sites) {
    const site = row.siteId ? (names[row.siteId] ?? row.siteId) : "Unattributed";
    yield csvLine([row.merchantId, row.siteId, site, ...counts(row), ...about]);
  }
  yield csvLine([null, "total", "Total", ...counts(total), ...about]);
}
