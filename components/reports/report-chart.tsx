import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import type { Bucket, ReportRow } from "#lib/reports/schema.ts";
import { grouped, percent, type ReportView, reportHref } from "./report-view.ts";
import { ShowToggle } from "./show-toggle.tsx";

const NAMES = { solid: "Rescued", tinted: "Lost", dotted: "Open" };

const twin: Column<ReportRow>[] = [
  { id: "key", head: "From", phone: "a", isKey: true, cell: (row) => bucketWords(row.key) },
  {
    id: "rescued",
    head: "Rescued",
    width: 110,
    align: "end",
    phone: "b",
    cell: (row) => grouped(row.rescued),
  },
  { id: "lost", head: "Lost", width: 110, align: "end", phone: "c", cell: (row) => grouped(row.lost) },
  { id: "open", head: "Open", width: 110, align: "end", phone: "d", cell: (row) => grouped(row.open) },
  {
    id: "rate",
    head: "Rescue rate",
    width: 130,
    align: "end",
    cell: (row) => percent(row.rescueRateResolved),
  },
];

/** Evaluated orders through time, and from where on they are provisional. */
export function ReportChart({
  rows,
  bucket,
  view,
  base,
}: {
  rows: readonly ReportRow[];
  bucket: Bucket;
  view: ReportView;
  base: string;
}) {
  const firstOpen = rows.find(({ open }) => open > 0);
  const sum = (of: (row: ReportRow) => number) => rows.reduce((all, row) => all + of(row), 0);
  const most = Math.max(...rows.map((row) => row.rescued + row.lost + row.open), 1);
  const date = view.query.view === "cohort" ? "of first decline" : "of the event";
  return (
    <ChartFrame
      title={`Evaluated orders by ${bucket} ${date}`}
      summary={`${grouped(sum((row) => row.rescued))} rescued, ${grouped(sum((row) => row.lost))} lost and ${grouped(sum((row) => row.open))} open in ${rows.length} ${bucket}s.`}
      names={NAMES}
      bars={rows.map((row) => ({
        ...{
          key: row.key,
          label: bucketWords(row.key),
          solid: row.rescued,
          tinted: row.lost,
          dotted: row.open,
        },
        ...(row.rescued > most / 9 && rows.length <= 20
          ? { note: percent(row.rescueRateResolved).replace(/\.\d/, "") }
          : {}),
      }))}
      {...(firstOpen && view.query.view === "cohort"
        ? { splitAt: firstOpen.key, splitWords: "Provisional: orders still open" }
        : {})}
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
            caption="Evaluated orders through time"
            columns={twin}
            rows={rows}
            rowId={(row) => row.key}
            isCompact
          />
        )
      }
    />
  );
}

function bucketWords(date: string): string {
  const format = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${date}T00:00:00Z`));
}
