import { when } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { Link } from "#components/ui/link.tsx";
import { Money } from "#components/ui/money.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import type { ReportRow } from "#lib/reports/schema.ts";
import { grouped, percent } from "./report-view.ts";

const count = (id: string, head: string, width: number, of: (row: ReportRow) => number, more: object = {}) =>
  ({
    id,
    head,
    width,
    align: "end",
    cell: (row: ReportRow) => grouped(of(row)),
    ...more,
  }) as Column<ReportRow>;

/** Rows of one currency, Unattributed before the total, which is pinned and equal to the file's. */
export function ReportTable({
  caption,
  keyHead,
  rows,
  unattributed,
  total,
  unattributedWords,
  assignHref,
  zone,
}: {
  caption: string;
  keyHead: string;
  rows: readonly ReportRow[];
  unattributed: ReportRow | undefined;
  total: ReportRow;
  unattributedWords: string;
  /** Where somebody gives these orders a site; absent where nobody can. */
  assignHref?: string | undefined;
  /** The days of descriptors are of this zone. */
  zone: string;
}) {
  const columns: Column<ReportRow>[] = [
    {
      id: "key",
      head: keyHead,
      phone: "a",
      isKey: true,
      cell: (row) =>
        row.key === "unattributed" ? (
          <span className="flex flex-col font-normal">
            <span>{row.label}</span>
            <span className="text-meta text-ink-3">
              {unattributedWords}{" "}
              {assignHref && row.orders > 0 && <Link href={assignHref}>Assign {grouped(row.orders)}</Link>}
            </span>
          </span>
        ) : (
          <TwoLines first={row.label} second={row.detail} isKey />
        ),
    },
    ...(rows.some(({ firstSeen }) => firstSeen)
      ? [
          {
            id: "seen",
            head: "First and last seen",
            width: 150,
            priority: 3 as const,
            cell: (row: ReportRow) => seenWords(row, zone),
          },
        ]
      : []),
    count("orders", "Orders", 84, (row) => row.orders, { priority: 2 }),
    count("declined", "Declined", 90, (row) => row.declined),
    count("evaluated", "Evaluated", 96, (row) => row.evaluated, { priority: 2 }),
    { id: "sent", head: "Sent", width: 76, align: "end", priority: 3, cell: (row) => percent(row.sendRate) },
    count("rescued", "Rescued", 84, (row) => row.rescued, { phone: "c" }),
    count("lost", "Lost", 72, (row) => row.lost, { priority: 2 }),
    count("open", "Open", 64, (row) => row.open, { priority: 3 }),
    // Of orders that a merchant brought to FlexCharge itself only the evaluated ones are known.
    ...(total.direct > 0 ? [count("direct", "Direct", 72, (row) => row.direct, { priority: 3 })] : []),
    {
      id: "rate",
      head: "Rescue rate",
      width: 104,
      align: "end",
      phone: "d",
      cell: (row) => <Rate row={row} />,
    },
    {
      id: "recovered",
      head: "Recovered, net",
      width: 150,
      align: "end",
      phone: "b",
      cell: (row) => (
        <Money
          amount={
            row.evaluated === 0 && row.recoveredNet === 0
              ? null
              : formatMoney(row.recoveredNet, row.currency).number
          }
          currency={row.currency}
        />
      ),
    },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={unattributed ? [...rows, unattributed] : rows}
      rowId={(row) => `${row.key} ${row.merchantId ?? ""}`}
      total={total}
    />
  );
}

/** Resolved orders only, as the tile; a rate over few orders says how few. */
function Rate({ row }: { row: ReportRow }) {
  const resolved = row.rescued + row.lost;
  return (
    <span>
      {percent(row.rescueRateResolved)}
      {resolved > 0 && resolved < 30 && <span className="font-normal text-ink-3"> n={resolved}</span>}
    </span>
  );
}

function seenWords({ firstSeen, lastSeen }: ReportRow, zone: string): string {
  if (!firstSeen || !lastSeen) return "";
  const [first, last] = [when(firstSeen, zone, lastSeen, "day"), when(lastSeen, zone, lastSeen, "day")];
  return first === last ? first : `${first} – ${last}`;
}
