import type { ReactNode } from "react";
import { lasted } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { AlertRow } from "#lib/alerts/queries/list-alerts.ts";
import { attentionHref, attentionWords, isAlarm } from "#lib/alerts/rules.ts";
import type { Environment } from "#lib/terms.ts";

/** What was found and told, newest first; an open one leads to its place. */
export function AlertsTable({
  rows,
  environment,
  zone,
  now,
  foot,
}: {
  rows: readonly AlertRow[];
  environment: Environment;
  zone: string;
  now: Date;
  foot?: ReactNode;
}) {
  const columns: Column<AlertRow>[] = [
    {
      id: "state",
      head: "State",
      width: 110,
      phone: "b",
      cell: ({ resolvedAt, line }) =>
        resolvedAt ? (
          <GlyphWord shape="check" tone="rescued">
            Solved
          </GlyphWord>
        ) : (
          <GlyphWord
            shape={isAlarm(line) ? "octagon-alert" : "triangle"}
            tone={isAlarm(line) ? "danger" : "attn"}
          >
            Open
          </GlyphWord>
        ),
    },
    {
      id: "what",
      head: "What and why",
      isKey: true,
      phone: "a",
      cell: ({ line }) => {
        const { what, why } = attentionWords(line, environment);
        return <TwoLines first={`${line.merchantName}: ${what}`} second={why} />;
      },
    },
    {
      id: "told",
      head: "Last told",
      width: 130,
      align: "end",
      priority: 3,
      cell: ({ notifiedAt }) =>
        notifiedAt ? <Timestamp at={notifiedAt} zone={zone} /> : <span className="text-ink-3">Nobody</span>,
    },
    {
      id: "opened",
      head: "Found",
      width: 130,
      align: "end",
      priority: 2,
      phone: "c",
      cell: ({ openedAt }) => <Timestamp at={openedAt} zone={zone} />,
    },
    {
      id: "lasted",
      head: "Lasted",
      width: 100,
      align: "end",
      phone: "d",
      cell: ({ line, resolvedAt }) => (
        <span className="whitespace-nowrap text-ink-2">
          {lasted((resolvedAt ?? now).getTime() - Date.parse(line.since))}
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption="Alerts, newest first"
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      rowHref={({ line }) => attentionHref(line, environment)}
      empty={
        <EmptyState
          title="No alert yet"
          sentence="Once a minute we look for what needs somebody; what is found is kept here."
        />
      }
      foot={foot}
    />
  );
}
