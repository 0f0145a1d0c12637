import type { ReactNode } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import { ClockCell } from "#components/switching/clock-cell.tsx";
import { lasted } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Link } from "#components/ui/link.tsx";
import type { NoticeRow } from "#lib/notices/queries/list-notices.ts";
import type { Environment } from "#lib/terms.ts";
import { causeWords, FATE_WORDS } from "./fate-words.ts";

/** What FlexCharge told us, each with its fate and why. */
export function NoticesTable({
  rows,
  environment,
  reader,
  hasMerchant,
  openId,
  hrefOf,
  notice,
  foot,
  empty,
}: {
  rows: readonly NoticeRow[];
  environment: Environment;
  reader: Reader;
  hasMerchant: boolean;
  openId: string | null;
  hrefOf: (row: NoticeRow) => string;
  notice?: ReactNode;
  foot?: ReactNode;
  empty: ReactNode;
}) {
  const columns: Column<NoticeRow>[] = [
    {
      id: "fate",
      head: "Fate",
      width: 120,
      phone: "c",
      cell: ({ state }) => {
        const { shape, tone, word } = FATE_WORDS[state];
        return (
          <GlyphWord shape={shape} tone={tone}>
            {word}
          </GlyphWord>
        );
      },
    },
    {
      id: "event",
      head: "Event",
      width: 190,
      phone: "a",
      isKey: true,
      cell: ({ event }) => <span className="font-mono text-code font-normal">{event ?? "not readable"}</span>,
    },
    ...(hasMerchant
      ? [
          {
            id: "merchant",
            head: "Merchant",
            width: 140,
            priority: 2 as const,
            cell: (row: NoticeRow) => row.merchantName,
          },
        ]
      : []),
    {
      id: "order",
      head: "Order",
      width: 120,
      phone: "b",
      cell: (row) =>
        row.orderId ? (
          <Link href={`/${environment}/m/${row.merchantId}/orders/${row.orderId}`}>
            {row.externalOrderId ?? "Open"}
          </Link>
        ) : (
          <span className="text-ink-2">{row.externalOrderId ?? "–"}</span>
        ),
    },
    {
      id: "cause",
      head: "Why",
      priority: 3,
      cell: (row) => {
        const words = causeWords(row);
        return (
          <span className="line-clamp-2 text-ink-2" title={words}>
            {words}
          </span>
        );
      },
    },
    {
      id: "key",
      head: "Key",
      width: 56,
      align: "end",
      priority: 3,
      cell: ({ keyVersion }) => `v${keyVersion}`,
    },
    {
      id: "received",
      head: "Received",
      width: 140,
      align: "end",
      sorted: "descending",
      phone: "d",
      cell: ({ receivedAt }) => <ClockCell at={receivedAt} reader={reader} />,
    },
    {
      id: "applied",
      head: "After",
      width: 72,
      align: "end",
      priority: 3,
      cell: ({ receivedAt, processedAt }) => (
        <span className="whitespace-nowrap text-ink-3">
          {processedAt ? took(processedAt.getTime() - receivedAt.getTime()) : "–"}
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption="Notices of FlexCharge, newest first"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={hrefOf}
      opensPane
      rowLabel={(row) =>
        `${row.event ?? "not readable"}${row.externalOrderId ? ` of ${row.externalOrderId}` : ""}`
      }
      isSelected={(row) => row.id === openId}
      {...{ notice, foot, empty }}
    />
  );
}

function took(ms: number): string {
  return ms < 1000 ? `${Math.max(0, ms)} ms` : lasted(ms);
}
