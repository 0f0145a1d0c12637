"use client";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { TransmitTrouble } from "#lib/transmits/queries.ts";
import { type ReadPayload, ReplayDialog, type ReplayTransmit } from "./replay-dialog.tsx";
import { TROUBLE_WORDS } from "./trouble-words.ts";

/** Copies that did not reach FlexCharge, each with its cause and the way to send it again. */
export function TroublesTable({
  rows,
  zone,
  hasMerchant,
  isFiltered,
  replay,
  readPayload,
}: {
  rows: readonly TransmitTrouble[];
  zone: string;
  /** On the page of all merchants. */
  hasMerchant: boolean;
  isFiltered: boolean;
  /** Null where the role may only read. */
  replay: ReplayTransmit | null;
  readPayload: ReadPayload | null;
}) {
  const columns: Column<TransmitTrouble>[] = [
    {
      id: "order",
      head: "Order",
      width: 200,
      isKey: true,
      phone: "a",
      cell: (row) => <IdText id={row.externalId} name="order id" />,
    },
    ...(hasMerchant
      ? [
          {
            id: "merchant",
            head: "Merchant",
            width: 160,
            priority: 2,
            cell: (row: TransmitTrouble) => row.merchantName,
          } as const,
        ]
      : []),
    {
      id: "state",
      head: "State",
      width: 180,
      phone: "b",
      cell: ({ state }) => {
        const { word, shape, tone } = TROUBLE_WORDS[state];
        return (
          <GlyphWord shape={shape} tone={tone}>
            {word}
          </GlyphWord>
        );
      },
    },
    {
      id: "cause",
      head: "Cause",
      phone: "c",
      cell: (row) => (
        <span className="text-ink-2">
          {row.lastError}
          {row.isEdited && " Edited."}
        </span>
      ),
    },
    { id: "tries", head: "Tries", width: 64, align: "end", priority: 3, cell: (row) => row.attempts },
    {
      id: "received",
      head: "Received",
      width: 130,
      align: "end",
      phone: "d",
      cell: (row) => <Timestamp at={row.receivedAt} zone={zone} />,
    },
    {
      id: "act",
      head: <span className="sr-only">Actions</span>,
      width: 120,
      align: "end",
      cell: (row) => replay && <ReplayDialog trouble={row} replay={replay} readPayload={readPayload} />,
    },
  ];
  return (
    <DataTable
      caption="Transmits that did not get through"
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.merchantId} ${row.transmitId}`}
      empty={
        isFiltered ? (
          <EmptyState title="None in this state" sentence="Choose another state to see the others." />
        ) : (
          <EmptyState
            title="Every copy got through"
            sentence="A transmit that FlexCharge does not take at once waits here, with its cause, until it does."
          />
        )
      }
    />
  );
}
