import { grouped } from "#components/reports/report-view.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import type { MitCounts } from "#lib/orders/queries/read-mit-monitor.ts";

export type MitSiteLine = MitCounts & {
  key: string;
  label: string;
  /** The merchant, where there are several. */
  detail?: string | undefined;
  href: string;
};

const count = (
  id: keyof MitCounts,
  head: string,
  width: number,
  more: Partial<Column<MitSiteLine>> = {},
): Column<MitSiteLine> => ({
  id,
  head,
  width,
  align: "end",
  cell: (row) => (
    <>
      <span className="hidden font-normal text-ink-3 phone:inline">{head} </span>
      {grouped(row[id])}
    </>
  ),
  ...more,
});

const COLUMNS: Column<MitSiteLine>[] = [
  {
    ...{ id: "site", head: "Site", isKey: true, phone: "a" },
    cell: (row) => <TwoLines first={row.label} second={row.detail} isKey />,
  },
  count("evaluated", "Evaluated", 96, { phone: "b" }),
  count("sameDay", "Same day", 92, { phone: "c" }),
  count("notSameDay", "Not same day", 108, { priority: 3 }),
  count("shortExpiry", "Short expiry", 104, { priority: 2 }),
  count("retried", "Retried in flight", 124, { priority: 2 }),
  count("rescued", "Rescued", 88, { phone: "d" }),
  count("open", "Open", 72, { priority: 2 }),
];

/** How each site keeps the rules; a row opens its evaluated rebills. */
export function MitSitesTable({ rows, total }: { rows: readonly MitSiteLine[]; total: MitCounts }) {
  return (
    <DataTable
      caption="Rebills by site"
      columns={COLUMNS}
      rows={rows}
      rowId={({ key }) => key}
      rowHref={({ href }) => href}
      total={{ ...total, key: "total", label: "Total", href: "" }}
    />
  );
}
