import type { ReactNode } from "react";
import { Outcome } from "#components/orders/outcome.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { lasted, when } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { Money } from "#components/ui/money.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import type { WebhookGap } from "#lib/orders/queries/list-webhook-gaps.ts";
import type { Environment } from "#lib/terms.ts";

/** Orders whose end polling found, and whether the notice came after all. */
export function GapsTable({
  rows,
  environment,
  reader,
  hasMerchant,
  foot,
  empty,
}: {
  rows: readonly WebhookGap[];
  environment: Environment;
  reader: Reader;
  hasMerchant: boolean;
  foot?: ReactNode;
  empty: ReactNode;
}) {
  const columns: Column<WebhookGap>[] = [
    {
      id: "outcome",
      head: "Outcome",
      width: 128,
      phone: "c",
      cell: ({ state }) => <Outcome state={state} />,
    },
    {
      id: "order",
      head: "Order",
      width: 150,
      phone: "a",
      isKey: true,
      cell: ({ externalOrderId }) => externalOrderId,
    },
    ...(hasMerchant
      ? [
          {
            id: "merchant",
            head: "Merchant",
            width: 150,
            priority: 2 as const,
            cell: (row: WebhookGap) => row.merchantName,
          },
        ]
      : []),
    {
      id: "amount",
      head: "Amount",
      width: 128,
      align: "end",
      phone: "b",
      cell: ({ amountMinor, currency }) => {
        const { number, code } = formatMoney(amountMinor, currency);
        return <Money amount={number} currency={code} />;
      },
    },
    {
      id: "notice",
      head: "Notice",
      cell: ({ noticeAt, foundAt }) =>
        noticeAt ? (
          <span className="text-ink-2">came {lasted(noticeAt.getTime() - foundAt.getTime())} later</span>
        ) : (
          <span className="text-attn">has not come</span>
        ),
    },
    {
      id: "ended",
      head: "Found by polling",
      width: 150,
      align: "end",
      sorted: "descending",
      phone: "d",
      cell: ({ foundAt }) => {
        const iso = foundAt.toISOString();
        return (
          <time dateTime={iso} title={iso} className="whitespace-nowrap text-ink-2">
            {when(iso, reader.zone, reader.now)}
          </time>
        );
      },
    },
  ];
  return (
    <DataTable
      caption="Orders that ended by polling, the last first"
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.orderId}.${row.attempt}`}
      rowHref={(row) => `/${environment}/m/${row.merchantId}/orders/${row.orderId}`}
      {...{ foot, empty }}
    />
  );
}
