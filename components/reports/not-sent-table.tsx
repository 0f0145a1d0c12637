import { REASON_WORDS } from "#components/orders/reason-words.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import type { NotSentRow } from "#lib/reports/schema.ts";
import { grouped } from "./report-view.ts";

const columns: Column<NotSentRow>[] = [
  {
    id: "reason",
    head: "Reason",
    isKey: true,
    phone: "a",
    cell: ({ reason }) => (reason ? REASON_WORDS[reason] : "No rescue was asked for"),
  },
  { id: "orders", head: "Orders", width: 100, align: "end", phone: "c", cell: (row) => grouped(row.orders) },
  {
    id: "amount",
    head: "Declined",
    width: 160,
    align: "end",
    phone: "b",
    cell: ({ amount, currency }) => (
      <Money amount={formatMoney(amount, currency).number} currency={currency} />
    ),
  },
];

/** What stands between the declined orders and the evaluated ones. */
export function NotSentTable({ rows }: { rows: readonly NotSentRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Section title="Declined and not evaluated, by reason">
      <DataTable
        caption="Not evaluated, by reason"
        columns={columns}
        rows={rows}
        rowId={({ reason }) => reason ?? ""}
        isCompact
      />
    </Section>
  );
}
