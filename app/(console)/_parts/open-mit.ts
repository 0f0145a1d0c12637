import { orNotFound } from "#app/_doors/gate.ts";
import { reportView } from "#components/reports/report-view.ts";
import { clockTime, when } from "#components/switching/when.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";
import { reportSetting } from "#lib/reports/queries/report-setting.ts";
import type { Environment } from "#lib/terms.ts";

export type MitAddress = {
  environment: Environment;
  merchantId?: string | undefined;
  given: Record<string, string | string[] | undefined>;
};

/** What every page of the MIT monitor needs: whose rebills, which days, and how people read times. */
export async function openMit(scope: Scope, { environment, merchantId, given }: MitAddress) {
  const setting = await orNotFound(reportSetting(scope, merchantId));
  const now = scope.clock.now();
  const view = reportView(given, { environment, merchantId, tz: setting.timezone, now });
  const { from, to, tz } = view.query;
  const asOf = now.toISOString();
  const names = merchantId
    ? {}
    : Object.fromEntries((await listWorkspaces(scope)).merchants.map(({ id, name }) => [id, name]));
  return {
    view,
    root: merchantId ? `/${environment}/m/${merchantId}` : `/${environment}`,
    query: { environment, merchantId, from, to, tz },
    reader: { zone: tz, now: asOf },
    /** Of the partner's pages; a merchant's own need no name. */
    merchantName: (id: string): string | undefined => names[id],
    frame: {
      ...{ environment, view, now: asOf },
      asOf: `${when(asOf, tz, asOf, "day")}, ${clockTime(asOf, tz)}`,
      of: merchantId ? setting.name : `every merchant of ${setting.name}`,
      zones: [...new Set([setting.timezone, "UTC", tz])],
      mayExport: scope.permissions.has("export"),
    },
  };
}
