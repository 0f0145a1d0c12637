import type { ReactNode } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { NoteChip } from "#components/ui/chip.tsx";
import { Money } from "#components/ui/money.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import type { LateDeadline } from "#lib/orders/queries/list-late-deadlines.ts";
import type { Order } from "#lib/orders/queries.ts";
import { hoursLeft } from "./late-words.ts";
import { Outcome } from "./outcome.tsx";
import { REASON_WORDS } from "./reason-words.ts";

/** The orders list: outcome, id, amount, where, why, when. `merchants` adds their column on partner pages. */
export function OrdersTable({
  orders,
  reader,
  hrefOf,
  siteNames,
  merchants,
  lateDeadlines,
  notice,
  foot,
  empty,
}: {
  orders: readonly Order[];
  reader: Reader;
  hrefOf: (order: Order) => string;
  siteNames: Readonly<Record<string, string>>;
  merchants?: Readonly<Record<string, string>>;
  /** Of late approvals, by order id: adds the queue's column. */
  lateDeadlines?: Readonly<Record<string, LateDeadline>>;
  notice?: ReactNode;
  foot?: ReactNode;
  empty?: ReactNode;
}) {
  const columns: Column<Order>[] = [
    {
      id: "outcome",
      head: "Outcome",
      width: 128,
      phone: "c",
      cell: (order) => <Outcome state={order.state} />,
    },
    {
      id: "id",
      head: "Order",
      width: 140,
      phone: "a",
      isKey: true,
      cell: (order) =>
        order.origin === "direct" ? (
          <span className="flex items-center gap-2">
            <span className="truncate">{order.externalId}</span>
            <NoteChip>Direct</NoteChip>
          </span>
        ) : (
          order.externalId
        ),
    },
    {
      id: "amount",
      head: "Amount",
      width: 128,
      align: "end",
      phone: "b",
      cell: (order) => {
        const { number, code } = formatMoney(order.amountMinor, order.currency);
        return <Money amount={number} currency={code} />;
      },
    },
    ...(merchants
      ? [
          {
            id: "merchant",
            head: "Merchant",
            width: 150,
            priority: 1 as const,
            cell: (order: Order) => merchants[order.merchantId] ?? order.merchantId,
          },
        ]
      : []),
    {
      id: "channel",
      head: "Channel",
      width: 116,
      priority: 2,
      cell: (order) => <span className="whitespace-nowrap">{CHANNEL_NAMES[order.channel]}</span>,
    },
    { id: "site", head: "Site", priority: 2, cell: (order) => <Site {...{ order, siteNames }} /> },
    ...(lateDeadlines
      ? [
          {
            id: "left",
            head: "To decide",
            width: 150,
            cell: (order: Order) => <Left deadline={lateDeadlines[order.id]} now={reader.now} />,
          },
        ]
      : []),
    { id: "reason", head: "Reason or decline", width: 210, priority: 3, cell: reasonOf },
    {
      id: "attempts",
      head: "Attempts",
      width: 72,
      align: "end",
      priority: 3,
      cell: (order) => order.attemptsCount,
    },
    {
      id: "declined",
      head: "Declined at",
      width: 132,
      align: "end",
      sorted: "descending",
      phone: "d",
      cell: (order) => (
        <time dateTime={order.declinedAt.toISOString()} className="whitespace-nowrap text-ink-2">
          {when(order.declinedAt.toISOString(), reader.zone, reader.now)}
        </time>
      ),
    },
  ];
  return (
    <DataTable
      caption="Orders, newest decline first"
      columns={columns}
      rows={orders}
      rowId={(order) => order.id}
      rowHref={hrefOf}
      {...{ notice, foot, empty }}
    />
  );
}

/** How long somebody may still decide, and what the merchant's rule does then. */
function Left({ deadline, now }: { deadline: LateDeadline | undefined; now: string }) {
  if (!deadline) return <span className="text-ink-3">–</span>;
  const then = { ask: "then it still waits", accept: "then accepted", refund: "then refunded" };
  return <TwoLines first={hoursLeft(deadline, now)} second={then[deadline.policy]} />;
}

function Site({ order, siteNames }: { order: Order; siteNames: Readonly<Record<string, string>> }) {
  if (!order.siteId) return <span className="text-ink-3">Unattributed</span>;
  return <TwoLines first={siteNames[order.siteId] ?? order.siteId} second={order.descriptor} />;
}

function reasonOf(order: Order): ReactNode {
  const { reason, responseDescription, responseCode, responseCodeSource } = order;
  const code = `${responseCode}, ${responseCodeSource}`;
  if (!reason) return <Short first={responseDescription ?? `Code ${responseCode}`} second={code} isQuiet />;
  return <Short first={REASON_WORDS[reason]} second={`declined with ${code}`} />;
}

/** Two lines in a fixed width: reasons may be cut, with the whole text on hover and on the order's page. */
function Short({ first, second, isQuiet = false }: { first: string; second: string; isQuiet?: boolean }) {
  return (
    <span className={isQuiet ? "block w-50 text-ink-2" : "block w-50"} title={first}>
      <TwoLines first={first} second={second} />
    </span>
  );
}
