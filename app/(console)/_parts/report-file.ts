import { REPORT_PAGES, reportView } from "#components/reports/report-view.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { exportReport } from "#lib/reports/export-report.ts";
import { reportSetting } from "#lib/reports/queries/report-setting.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";

/** The file behind a report's address: the same query string, the same figures. Its name tells the environment. */
export async function reportFile(
  scope: Scope,
  { environment: segment, merchantId, report }: { environment: string; merchantId?: string; report: string },
  given: URLSearchParams,
) {
  const environment = ENVIRONMENTS.find((one) => one === segment);
  const page = REPORT_PAGES.find((one) => one === report);
  if (!environment || !page) throw new NotFoundError("Report");
  const { timezone } = await reportSetting(scope, merchantId);
  const { query, params } = reportView(Object.fromEntries(given), {
    environment,
    merchantId,
    tz: timezone,
    now: scope.clock.now(),
  });
  const name = `${environment}-${page}-${query.view}-${query.from}-to-${query.to}.csv`;
  return { name, lines: exportReport(scope, page, query, { q: params.q, figure: params.figure }) };
}
