import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { CopyLink } from "#components/reports/copy-link.tsx";
import { ReportFilters } from "#components/reports/report-filters.tsx";
import { ReportTabs } from "#components/reports/report-tabs.tsx";
import { periodWords, type ReportView, reportHref } from "#components/reports/report-view.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { zoneName } from "#components/ui/zone-words.ts";
import type { Environment } from "#lib/terms.ts";

export type MitPlace = "rules" | "subscriptions";

/** Head, tabs, period and zone: the same around the monitor and its subscriptions. */
export function MitFrame({
  environment,
  root,
  of,
  place,
  view,
  now,
  asOf,
  zones,
  mayExport,
  children,
}: {
  environment: Environment;
  /** The workspace's address. */
  root: string;
  /** Whose rebills. */
  of: string;
  place: MitPlace;
  view: ReportView;
  now: string;
  /** As people read it. */
  asOf: string;
  zones: readonly string[];
  mayExport: boolean;
  children: ReactNode;
}) {
  const monitor = `${root}/reports/mit`;
  const base = place === "rules" ? monitor : `${monitor}/subscriptions`;
  const { from, to, tz } = view.query;
  const whole = reportHref(base, { ...view, params: { ...view.params, from, to, tz } });
  const kind = environment === "production" ? "Live" : "Test";
  return (
    <Page>
      <PageHead
        title="MIT monitor"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`${kind} rebills of ${of}, first declined ${periodWords(view.query)}. Days of ${zoneName(tz)}, as of ${asOf}.`}
        actions={
          <>
            <CopyLink path={whole} />
            {mayExport && place === "rules" && (
              <ButtonLink
                href={`${monitor}/csv${whole.slice(monitor.length)}`}
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
        <ReportTabs root={root} view={view} current="mit" />
        <Tabs
          label="MIT views"
          tabs={[
            { href: reportHref(monitor, view), label: "Rules", isCurrent: place === "rules" },
            {
              href: reportHref(`${monitor}/subscriptions`, view, { show: undefined }),
              label: "Subscriptions",
              isCurrent: place === "subscriptions",
            },
          ]}
        />
        <ReportFilters
          {...{ base, view, now, zones }}
          sites={[]}
          campaigns={[]}
          hasSearch={false}
          isPeriodOnly
        />
      </div>
      {children}
    </Page>
  );
}
