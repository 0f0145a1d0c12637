import { notFound } from "next/navigation";
import { orNotFound } from "#app/_doors/gate.ts";
import { NotSentTable } from "#components/reports/not-sent-table.tsx";
import { ReportBody } from "#components/reports/report-body.tsx";
import { ReportFrame } from "#components/reports/report-frame.tsx";
import { ReportTiles } from "#components/reports/report-tiles.tsx";
import {
  isKind,
  REPORT_PAGES,
  type ReportView,
  reportHref,
  reportView,
} from "#components/reports/report-view.ts";
import { TransactionsTable } from "#components/reports/transactions-table.tsx";
import { clockTime, when } from "#components/switching/when.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { listTransactions } from "#lib/reports/queries/list-transactions.ts";
import { notSentReasons } from "#lib/reports/queries/not-sent-reasons.ts";
import { readReport } from "#lib/reports/queries/read-report.ts";
import { readSeries } from "#lib/reports/queries/read-series.ts";
import { reportSetting } from "#lib/reports/queries/report-setting.ts";
import { nameSites } from "#lib/reports/queries.ts";
import type { Environment } from "#lib/terms.ts";

type Named = { id: string; label: string };
export type ReportPlace = {
  environment: Environment;
  merchantId?: string | undefined;
  report: string;
  given: Record<string, string | string[] | undefined>;
};

const ROWS = 50;

/** What an address of a report asks for; the page and its file read it alike. */
export async function askedReport(scope: Scope, { environment, merchantId, report, given }: ReportPlace) {
  const page = REPORT_PAGES.find((one) => one === report) ?? notFound();
  const setting = await orNotFound(reportSetting(scope, merchantId));
  const now = scope.clock.now();
  const view = reportView(given, { environment, merchantId, tz: setting.timezone, now });
  return { page, setting, view, now };
}

/** One report, of a merchant or of every merchant. The caller has passed the door. */
export async function ShowReport({
  scope,
  place,
  sites,
  campaigns,
}: {
  scope: Scope;
  place: ReportPlace;
  sites: readonly Named[];
  campaigns: readonly Named[];
}) {
  const { environment, merchantId } = place;
  const { page, setting, view, now } = await askedReport(scope, place);
  const root = merchantId ? `/${environment}/m/${merchantId}` : `/${environment}`;
  const { currency: asked, ...everyCurrency } = view.query;
  // By channel every order is told, also those that a decline report leaves out: the tiles count them all.
  const whole = await readReport(scope, "channels", everyCurrency);
  const currencies = whole.totals.map((row) => row.currency);
  const busiest = [...whole.totals].sort((a, b) => b.orders - a.orders).map((row) => row.currency);
  const currency =
    [asked, setting.currency, ...busiest].find((code) => code && currencies.includes(code)) ?? null;
  const total = whole.totals.find((row) => row.currency === currency);
  const { tz } = view.query;
  const asOf = `${when(whole.asOf, tz, now.toISOString(), "day")}, ${clockTime(whole.asOf, tz)}`;
  const frame = {
    environment,
    root,
    page,
    view,
    asOf,
    sites,
    campaigns,
    currencies,
    currency,
    now: now.toISOString(),
  };
  return (
    <ReportFrame
      {...frame}
      of={merchantId ? setting.name : `every merchant of ${setting.name}`}
      zones={[...new Set([setting.timezone, "UTC", tz])]}
      mayExport={scope.permissions.has("export")}
    >
      {total && <ReportTiles {...{ total, view, root, asOf }} />}
      {isKind(page) ? (
        <ReportBody
          {...{ currency, view, root, kind: page }}
          report={page === "channels" ? whole : await readReport(scope, page, everyCurrency)}
          series={await readSeries(scope, { ...everyCurrency, currency: currency ?? undefined })}
          mayAssign={Boolean(merchantId) && scope.permissions.has("sites.write")}
        />
      ) : (
        <Transactions {...{ scope, place, view, root, currency }} now={now.toISOString()} />
      )}
      {page === "declines" && currency && (
        <NotSentTable rows={await notSentReasons(scope, { ...everyCurrency, currency })} />
      )}
    </ReportFrame>
  );
}

async function Transactions({
  scope,
  place,
  view,
  root,
  currency,
  now,
}: {
  scope: Scope;
  place: ReportPlace;
  view: ReportView;
  root: string;
  currency: string | null;
  now: string;
}) {
  const { after, q, figure } = view.params;
  const query = { ...view.query, currency: currency ?? undefined };
  const { rows, next } = await listTransactions(scope, query, { limit: ROWS, after, q, figure });
  const base = `${root}/reports/transactions`;
  const what = figure ? "orders" : "transactions";
  return (
    <TransactionsTable
      rows={rows}
      hrefOf={(row) =>
        row.ourOrderId
          ? `/${place.environment}/m/${row.merchantId}/orders/${row.ourOrderId}`
          : reportHref(base, view, { q: row.orderId, figure: undefined })
      }
      siteNames={
        await nameSites(
          scope,
          rows.flatMap(({ siteId }) => siteId ?? []),
        )
      }
      reader={{ zone: query.tz, now }}
      words={
        next || after
          ? `${rows.length} ${what} on this page, newest first`
          : `${rows.length} ${what}, newest first`
      }
      nextHref={next ? reportHref(base, view, { after: next }) : undefined}
      firstHref={after ? reportHref(base, view) : undefined}
    />
  );
}
