import { Outcome } from "#components/orders/outcome.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import type { MitBreach } from "#lib/orders/queries/list-mit-breaches.ts";
import { daysBetweenWords, RULE_WORDS } from "./mit-view.ts";

export type BreachLine = MitBreach & { site: string; merchant?: string | undefined; href: string };

/** Which order broke which rule, where and when; newest first. */
export function BreachesTable({
  rows,
  reader,
  words,
}: {
  rows: readonly BreachLine[];
  reader: Reader;
  words: string;
}) {
  const columns: Column<BreachLine>[] = [
    {
      ...{ id: "order", head: "Order", isKey: true, phone: "a", width: 200 },
      cell: (row) => <TwoLines first={row.externalId} second={row.merchant} isKey />,
    },
    {
      ...{ id: "rule", head: "Rule", phone: "c" },
      cell: (row) => (
        <TwoLines
          first={
            <GlyphWord shape="triangle" tone="attn">
              {RULE_WORDS[row.rule]}
            </GlyphWord>
          }
          second={detailWords(row, reader)}
        />
      ),
    },
    { id: "site", head: "Site", width: 220, priority: 2, cell: (row) => row.site },
    { id: "state", head: "Outcome", width: 130, phone: "b", cell: (row) => <Outcome state={row.state} /> },
    {
      ...{ id: "at", head: "When", width: 132, align: "end" as const, phone: "d" as const },
      cell: (row) => when(row.at, reader.zone, reader.now),
    },
  ];
  return (
    <DataTable
      caption="Breaches of the MIT rules, newest first"
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.orderId} ${row.rule}`}
      rowHref={({ href }) => href}
      foot={rows.length > 0 && <p className="pt-3 text-meta text-ink-3">{words}</p>}
      empty={
        <EmptyState
          title="Every rule was kept"
          sentence="No rebill of these days was late, short or tried again."
        />
      }
    />
  );
}

function detailWords(row: MitBreach, reader: Reader): string {
  const held = row.sent ? "" : ", held back";
  if (row.rule === "retried_in_flight") {
    const ended = row.retry?.approved ? "approved" : "declined";
    return `Payment ${row.retry?.transactionId ?? ""} was ${ended} meanwhile`;
  }
  if (row.rule === "not_same_day") {
    return `Declined ${when(row.declinedAt, reader.zone, reader.now)}${held}`;
  }
  return row.expiresAt ? `${daysBetweenWords(row.at, row.expiresAt)} to expiry${held}` : `No expiry${held}`;
}
