import type { ReactNode } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import { clockTime, when } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import type { CallRow } from "#lib/calls/queries/list-calls.ts";
import { missedWords, statusLook } from "./call-words.ts";

/** The gateway's calls, newest first. */
export function CallsTable({
  rows,
  reader,
  hasMerchant,
  openId,
  hrefOf,
  foot,
  empty,
}: {
  rows: readonly CallRow[];
  reader: Reader;
  hasMerchant: boolean;
  openId: string | null;
  hrefOf: (row: CallRow) => string;
  foot?: ReactNode;
  empty: ReactNode;
}) {
  const today = when(reader.now, reader.zone, reader.now, "day");
  const columns: Column<CallRow>[] = [
    {
      id: "status",
      head: "Status",
      width: 84,
      phone: "c",
      cell: ({ status }) => <GlyphWord {...statusLook(status)}>{status}</GlyphWord>,
    },
    {
      id: "call",
      head: "Call",
      phone: "a",
      isKey: true,
      cell: ({ method, path, missed, merchantName }) => (
        <span className="block min-w-0 py-0.5 font-normal">
          <span className="flex min-w-0 gap-2 font-mono text-code">
            <span className="text-ink-3">{method}</span>
            <span className="min-w-0 break-all">{path}</span>
          </span>
          {hasMerchant && <span className="block truncate text-meta text-ink-3">{merchantName}</span>}
          {missed > 0 && <span className="block text-meta text-attn">{missedWords(missed)}</span>}
        </span>
      ),
    },
    {
      id: "order",
      head: "Order, not sent because",
      width: 190,
      priority: 2,
      phone: "b",
      cell: ({ externalOrderId, reason }) => (
        <span className="block py-0.5 font-mono text-code break-all text-ink-2">
          {externalOrderId ?? "–"}
          {reason && <span className="block text-ink-3">{reason}</span>}
        </span>
      ),
    },
    {
      id: "ms",
      head: "ms",
      width: 64,
      align: "end",
      priority: 2,
      cell: ({ ms }) => ms.toLocaleString("en-US"),
    },
    {
      id: "time",
      head: "Answered",
      width: 110,
      align: "end",
      sorted: "descending",
      phone: "d",
      cell: ({ at }) => {
        const iso = at.toISOString();
        const day = when(iso, reader.zone, reader.now, "day");
        return (
          <time dateTime={iso} title={iso} className="whitespace-nowrap text-ink-2">
            {day !== today && `${day}, `}
            {clockTime(iso, reader.zone, "second")}
          </time>
        );
      },
    },
  ];
  return (
    <DataTable
      caption="Calls to the gateway, newest first"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={hrefOf}
      opensPane
      isSelected={(row) => row.id === openId}
      {...{ foot, empty }}
    />
  );
}
