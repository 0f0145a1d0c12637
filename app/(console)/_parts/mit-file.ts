import { reportView } from "#components/reports/report-view.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { exportMitMonitor } from "#lib/reports/export-mit-monitor.ts";
import { reportSetting } from "#lib/reports/queries/report-setting.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";

/** The file behind the MIT monitor's address; its name tells the environment. */
export async function mitFile(
  scope: Scope,
  { environment: segment, merchantId }: { environment: string; merchantId?: string },
  given: URLSearchParams,
) {
  const environment = ENVIRONMENTS.find((one) => one === segment);
  if (!environment) throw new NotFoundError("Report");
  const { timezone } = await reportSetting(scope, merchantId);
  const place = { environment, merchantId, tz: timezone, now: scope.clock.now() };
  const { from, to, tz } = reportView(Object.fromEntries(given), place).query;
  const name = `${environment}-mit-${from}-to-${to}.csv`;
  return { name, lines: exportMitMonitor(scope, { environment, merchantId, from, to, tz }) };
}
