import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { zoneName } from "#components/ui/zone-words.ts";
import type { Environment } from "#lib/terms.ts";
import { CopyLink } from "./copy-link.tsx";
import { ReportFilters } from "./report-filters.tsx";
import { ReportTabs } from "./report-tabs.tsx";
import { PAGE_WORDS, periodWords, type ReportPage, type ReportView, reportHref } from "./report-view.ts";

type Named = { id: string; label: string };

/** Head, tabs, set chips and currency tabs: the same around every report. */
export function ReportFrame({
  environment,
  root,
  page,
  of,
  view,
  now,
  asOf,
  zones,
  sites,
  campaigns,
  currencies,
  currency,
  mayExport,
  children,
}: {
  environment: Environment;
  /** The workspace's address. */
  root: string;
  page: ReportPage;
  /** Whose figures. */
  of: string;
  view: ReportView;
  now: string;
  /** As people read it. */
  asOf: string;
  zones: readonly string[];
  sites: readonly Named[];
  campaigns: readonly Named[];
  currencies: readonly string[];
  currency: string | null;
  mayExport: boolean;
  children: ReactNode;
}) {
  const base = `${root}/reports/${page}`;
  const whole = reportHref(base, {
    ...view,
    params: { ...view.params, from: view.query.from, to: view.query.to, tz: view.query.tz },
  });
  const kind = environment === "production" ? "Live" : "Test";
  const csvHref = `${base}/csv${whole.slice(base.length)}`;
  return (
    <Page>
      <PageHead
        title={PAGE_WORDS[page].title}
        tag={<EnvironmentTag environment={environment} />}
        sentence={`${kind} orders of ${of}, ${periodWords(view.query)}. Days of ${zoneName(view.query.tz)}, as of ${asOf}.`}
        actions={
          <>
            <CopyLink path={whole} />
            {mayExport && (
              <ButtonLink
                href={csvHref}
                icon={<Download />}
                routerOptions={undefined}
                target="_self"
                download
              >
                Export CSV
              </ButtonLink>
            )}
          </>
        }
      />
      <div className="flex flex-col gap-3">
        <ReportTabs root={root} view={view} current={page} />
        <ReportFilters
          {...{ base, view, now, zones, sites, campaigns }}
          hasSearch={page === "transactions"}
        />
        {currencies.length > 1 && (
          <Tabs
            label="Currencies"
            tabs={currencies.map((code) => ({
              href: reportHref(base, view, { currency: code }),
              label: code,
              isCurrent: code === currency,
            }))}
          />
        )}
      </div>
      {children}
    </Page>
  );
}
