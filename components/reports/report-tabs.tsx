import { Tabs } from "#components/ui/tabs.tsx";
import { PAGE_WORDS, REPORT_PAGES, type ReportPage, type ReportView, reportHref } from "./report-view.ts";

/** The reports as tabs, in the same period and zone; MIT stands last, with rules of its own. */
export function ReportTabs({
  root,
  view,
  current,
}: {
  root: string;
  view: ReportView;
  current: ReportPage | "mit";
}) {
  const { from, to, tz } = view.params;
  const frame = { ...view, params: { from, to, tz }, asTable: false };
  return (
    <Tabs
      label="Reports"
      tabs={[
        ...REPORT_PAGES.map((id) => ({
          href: reportHref(`${root}/reports/${id}`, view, { figure: undefined, q: undefined }),
          label: PAGE_WORDS[id].tab,
          isCurrent: id === current,
        })),
        { href: reportHref(`${root}/reports/mit`, frame), label: "MIT", isCurrent: current === "mit" },
      ]}
    />
  );
}
