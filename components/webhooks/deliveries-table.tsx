import type { ReactNode } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import { ClockCell } from "#components/switching/clock-cell.tsx";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { cx } from "#components/ui/cx.ts";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Link } from "#components/ui/link.tsx";
import type { Environment } from "#lib/terms.ts";
import type { DeliveryRow } from "#lib/webhooks/queries/list-deliveries.ts";
import { deliveryWords } from "./result-words.ts";

/** The delivery log: first attempts are grey, so that retries stand out. */
export function DeliveriesTable({
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
  rows: readonly DeliveryRow[];
  environment: Environment;
  reader: Reader;
  /** On the page of all merchants. */
  hasMerchant: boolean;
  openId: string | null;
  hrefOf: (row: DeliveryRow) => string;
  notice?: ReactNode;
  foot?: ReactNode;
  empty: ReactNode;
}) {
  const columns: Column<DeliveryRow>[] = [
    {
      id: "result",
      head: "Result",
      width: 128,
      phone: "c",
      cell: (row) => {
        const { shape, tone, word } = deliveryWords(row);
        return (
          <GlyphWord shape={shape} tone={tone}>
            <span className={tone === "rescued" ? "text-ink" : undefined}>{word}</span>
          </GlyphWord>
        );
      },
    },
    {
      id: "event",
      head: "Event",
      width: 200,
      phone: "a",
      isKey: true,
      cell: (row) => <span className="font-mono text-code font-normal">{row.event}</span>,
    },
    ...(hasMerchant
      ? [
          {
            id: "merchant",
            head: "Merchant",
            width: 150,
            priority: 2 as const,
            cell: (row: DeliveryRow) => row.merchantName,
          },
        ]
      : []),
    {
      id: "order",
      head: "Order",
      phone: "b",
      cell: (row) =>
        row.orderId ? (
          <Link href={`/${environment}/m/${row.merchantId}/orders/${row.orderId}`}>
            {row.externalOrderId}
          </Link>
        ) : (
          <span className="text-ink-3">{row.externalOrderId ?? "–"}</span>
        ),
    },
    {
      id: "time",
      head: "Time",
      width: 150,
      align: "end",
      sorted: "descending",
      phone: "d",
      cell: ({ at }) => <ClockCell at={at} reader={reader} />,
    },
    {
      id: "attempt",
      head: "Attempt",
      width: 90,
      align: "end",
      priority: 2,
      cell: ({ attempts }) => <Retry attempts={attempts}>{attempts || "–"}</Retry>,
    },
    {
      id: "ms",
      head: "ms",
      width: 80,
      align: "end",
      priority: 3,
      cell: ({ attempts, lastMs }) => (
        <Retry attempts={attempts}>{lastMs === null ? "–" : lastMs.toLocaleString("en-US")}</Retry>
      ),
    },
  ];
  return (
    <DataTable
      caption="Deliveries, the last tried first"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={hrefOf}
      opensPane
      rowLabel={(row) => `${row.event}${row.externalOrderId ? ` of ${row.externalOrderId}` : ""}`}
      isSelected={(row) => row.id === openId}
      {...{ notice, foot, empty }}
    />
  );
}

function Retry({ attempts, children }: { attempts: number; children: ReactNode }) {
  return <span className={cx(attempts <= 1 && "text-ink-3")}>{children}</span>;
}
