import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { grouped, type ReportView, reportHref } from "#components/reports/report-view.ts";
import { ShowToggle } from "#components/reports/show-toggle.tsx";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import type { ExpiryBar } from "#lib/orders/queries/read-mit-monitor.ts";
import { EXPIRY_DAYS_SHOWN } from "#lib/orders/schema.ts";

const NAMES = { solid: "Rescued", tinted: "Lost or held back", dotted: "Open" };
const RULE_DAYS = 14;

const label = (days: number) => (days === EXPIRY_DAYS_SHOWN ? `${days}+` : String(days));
const count = (id: "rescued" | "lost" | "open", head: string, phone: "b" | "c" | "d"): Column<ExpiryBar> => ({
  ...{ id, head, phone, width: 120, align: "end" },
  cell: (bar) => grouped(bar[id]),
});
const twin: Column<ExpiryBar>[] = [
  { id: "days", head: "Days to expiry", phone: "a", isKey: true, cell: (bar) => label(bar.days) },
  count("rescued", "Rescued", "b"),
  count("lost", NAMES.tinted, "c"),
  count("open", "Open", "d"),
];

/** How long FlexCharge was given, from receipt to expiry, and where FlexCharge's two weeks begin. */
export function ExpiryChart({
  bars,
  view,
  base,
}: {
  bars: readonly ExpiryBar[];
  view: ReportView;
  base: string;
}) {
  const all = (of: readonly ExpiryBar[]) =>
    of.reduce((sum, bar) => sum + bar.rescued + bar.lost + bar.open, 0);
  const short = all(bars.filter(({ days }) => days < RULE_DAYS));
  return (
    <ChartFrame
      title="Days from receipt to expiry"
      summary={`${grouped(all(bars))} rebills, ${grouped(short)} of them with less than ${RULE_DAYS} days to expiry.`}
      names={NAMES}
      bars={bars.map(({ days, rescued, lost, open }) => ({
        ...{ key: String(days), label: label(days), solid: rescued, tinted: lost, dotted: open },
      }))}
      splitAt={String(RULE_DAYS)}
      splitWords={`At least ${RULE_DAYS} days`}
      toggle={
        <ShowToggle
          asTable={view.asTable}
          chartHref={reportHref(base, view, { show: undefined })}
          tableHref={reportHref(base, view, { show: "table" })}
        />
      }
      table={
        view.asTable && (
          <DataTable
            caption="Rebills by days from receipt to expiry"
            columns={twin}
            rows={bars}
            rowId={(bar) => String(bar.days)}
            isCompact
          />
        )
      }
    />
  );
}
