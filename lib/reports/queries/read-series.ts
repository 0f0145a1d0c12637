import { sql } from "drizzle-orm";

import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { entriesOf, SUMS } from "../internal/entries.ts";
import { inReport } from "../internal/in-report.ts";
import { dayOf } from "../internal/order-facts.ts";
import { addCounts, countsOf, reportRow } from "../internal/row.ts";
import { bucketFor, bucketsOf, NO_COUNTS } from "../rules.ts";
import type { Bucket, Report, ReportQuery } from "../schema.ts";

/**
 * The figures through time, one row a bucket and currency, empty buckets included, oldest first. The key is the
 * bucket's first day in the zone; a first week or month may begin before `from` but counts nothing of before.
 */
export async function readSeries(
  scope: Scope,
  query: ReportQuery,
  bucket: Bucket = bucketFor(query.from, query.to),
): Promise<Report & { bucket: Bucket }> {
  requirePermission(scope, "reports.read");
  const { tz, view, environment, from, to } = query;
  const found = await inReport(scope, (tx) =>
    tx.execute<Record<string, unknown>>(sql`${entriesOf(query)}
      SELECT date_trunc(${bucket}::text, ${dayOf(sql`on_at`, tz)}::timestamp)::date::text AS "key", currency, ${SUMS}
      FROM entries GROUP BY 1, 2`),
  );
  const groups = found.map((row) => ({
    key: String(row.key),
    currency: String(row.currency),
    counts: countsOf(row),
  }));
  const currencies = [...new Set(groups.map(({ currency }) => currency))].sort();
  if (currencies.length === 0 && query.currency) currencies.push(query.currency);
  const rows = currencies.flatMap((currency) =>
    bucketsOf(from, to, bucket).map((key) => {
      const counted = groups.find((group) => group.key === key && group.currency === currency);
      return reportRow({ key, label: key, currency }, counted?.counts ?? NO_COUNTS);
    }),
  );
  return {
    ...{ asOf: scope.clock.now().toISOString(), tz, view, environment, from, to, bucket, rows },
    unattributed: [],
    totals: currencies.map((currency) =>
      reportRow(
        { key: "total", label: "Total", currency },
        addCounts(groups.filter((group) => group.currency === currency).map(({ counts }) => counts)),
      ),
    ),
  };
}
