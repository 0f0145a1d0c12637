import { when } from "#components/switching/when.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TablePages } from "#components/tables/table-pages.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { NoteChip } from "#components/ui/chip.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Money } from "#components/ui/money.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import type { TransactionRow } from "#lib/reports/schema.ts";

const OUTCOMES: Record<TransactionRow["outcome"], { shape: GlyphShape; tone: Tone; word: string }> = {
  rescued: { shape: "circle-check", tone: "rescued", word: "Rescued" },
  open: { shape: "circle-half", tone: "open", word: "Open" },
  lost: { shape: "circle-x", tone: "lost", word: "Lost" },
  not_sent: { shape: "circle-slash", tone: "off", word: "Not sent" },
  approved: { shape: "check", tone: "ink-2", word: "Approved" },
};

/** One row an authorisation; the order's own page opens where FlexCharge was asked. */
export function TransactionsTable({
  rows,
  hrefOf,
  siteNames,
  reader,
  words,
  nextHref,
  firstHref,
}: {
  rows: readonly TransactionRow[];
  /** The order's own page, or its transactions where FlexCharge was never asked. */
  hrefOf: (row: TransactionRow) => string;
  siteNames: Readonly<Record<string, string>>;
  reader: { zone: string; now: string };
  words: string;
  nextHref?: string | undefined;
  firstHref?: string | undefined;
}) {
  const columns: Column<TransactionRow>[] = [
    {
      id: "outcome",
      head: "Order",
      width: 120,
      phone: "c",
      cell: ({ outcome }) => {
        const { shape, tone, word } = OUTCOMES[outcome];
        return (
          <GlyphWord shape={shape} tone={tone}>
            {word}
          </GlyphWord>
        );
      },
    },
    {
      id: "id",
      head: "Transaction",
      width: 190,
      phone: "a",
      isKey: true,
      cell: (row) =>
        row.origin === "direct" ? (
          <span className="flex items-center gap-2">
            <TwoLines first={row.orderId} second="No authorisation told" isKey />
            <NoteChip>Direct</NoteChip>
          </span>
        ) : (
          <TwoLines first={row.transactionId || "No authorisation told"} second={row.orderId} isKey />
        ),
    },
    {
      id: "processor",
      head: "Processor",
      width: 150,
      priority: 2,
      cell: (row) =>
        row.approvedByProcessor === null
          ? "–"
          : row.approvedByProcessor
            ? "Approved"
            : `Declined ${[row.responseCodeSource, row.responseCode].filter(Boolean).join(" ")}`,
    },
    {
      id: "amount",
      head: "Amount",
      width: 130,
      align: "end",
      phone: "b",
      cell: (row) => <Money amount={formatMoney(row.amount, row.currency).number} currency={row.currency} />,
    },
    {
      id: "channel",
      head: "Channel",
      width: 120,
      priority: 3,
      cell: ({ channel }) => (channel ? CHANNEL_NAMES[channel] : "–"),
    },
    {
      id: "site",
      head: "Site",
      priority: 2,
      cell: (row) => (
        <TwoLines
          first={row.siteId ? (siteNames[row.siteId] ?? row.siteId) : "Unattributed"}
          second={row.descriptor ?? undefined}
        />
      ),
    },
    {
      id: "at",
      head: "Time",
      width: 150,
      align: "end",
      phone: "d",
      cell: ({ at }) => when(at, reader.zone, reader.now, "second"),
    },
  ];
  return (
    <DataTable
      caption="Transactions, newest first"
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.merchantId} ${row.orderId} ${row.key}`}
      rowHref={hrefOf}
      foot={<TablePages words={words} nextHref={nextHref} firstHref={firstHref} />}
      empty={<EmptyState title="No transaction here" sentence="None in this period with these filters." />}
    />
  );
}
