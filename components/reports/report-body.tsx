import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { Bucket, Report, ReportKind } from "#lib/reports/schema.ts";
import { ReportChart } from "./report-chart.tsx";
import { ReportTable } from "./report-table.tsx";
import { PAGE_WORDS, periodWords, type ReportView, reportHref } from "./report-view.ts";

const UNATTRIBUTED: Partial<Record<ReportKind, string>> = {
  sites: "No site or descriptor claims these.",
  descriptors: "These orders told no descriptor.",
  campaigns: "These orders belong to no campaign.",
};

/** Chart and table of one currency. */
export function ReportBody({
  kind,
  report,
  series,
  currency,
  view,
  root,
  mayAssign,
}: {
  kind: ReportKind;
  report: Report;
  series: Report & { bucket: Bucket };
  currency: string | null;
  view: ReportView;
  root: string;
  mayAssign: boolean;
}) {
  const of = <Row extends { currency: string }>(rows: readonly Row[]) =>
    rows.filter((row) => row.currency === currency);
  const [total] = of(report.totals);
  const base = `${root}/reports/${kind}`;
  if (!total) {
    const isNarrowed = Boolean(view.query.channel ?? view.query.siteId ?? view.query.campaignId);
    return (
      <EmptyState
        title={isNarrowed ? "No order matches these filters" : "No orders yet in this period"}
        sentence={`Looked at ${periodWords(view.query)}.`}
        actions={
          isNarrowed ? (
            <ButtonLink href={base}>Clear filters</ButtonLink>
          ) : (
            <ButtonLink href={reportHref(base, view, { from: "2025-01-01", to: view.query.to })}>
              Look at all that is there
            </ButtonLink>
          )
        }
      />
    );
  }
  return (
    <>
      <ReportChart rows={of(series.rows)} bucket={series.bucket} {...{ view, base }} />
      <ReportTable
        caption={PAGE_WORDS[kind].title}
        keyHead={PAGE_WORDS[kind].key}
        rows={of(report.rows)}
        unattributed={of(report.unattributed)[0]}
        total={total}
        zone={view.query.tz}
        unattributedWords={UNATTRIBUTED[kind] ?? ""}
        assignHref={mayAssign && kind === "sites" ? `${root}/sites` : undefined}
      />
    </>
  );
}
