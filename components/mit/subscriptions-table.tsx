import { Outcome } from "#components/orders/outcome.tsx";
import { grouped } from "#components/reports/report-view.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TablePages } from "#components/tables/table-pages.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { SubscriptionRow } from "#lib/orders/queries/list-subscriptions.ts";

export type SubscriptionLine = SubscriptionRow & { merchant?: string | undefined; href: string };

/** One row a subscription, latest decline first; each opens its orders. */
export function SubscriptionsTable({
  rows,
  reader,
  nextHref,
  firstHref,
}: {
  rows: readonly SubscriptionLine[];
  reader: Reader;
  nextHref?: string | undefined;
  firstHref?: string | undefined;
}) {
  const columns: Column<SubscriptionLine>[] = [
    {
      ...{ id: "subscription", head: "Subscription", isKey: true, phone: "a" },
      cell: (row) => <TwoLines first={row.subscriptionId} second={row.merchant} isKey />,
    },
    { id: "orders", head: "Orders", width: 90, align: "end", phone: "b", cell: (row) => grouped(row.orders) },
    {
      id: "last",
      head: "Last outcome",
      width: 160,
      phone: "c",
      cell: (row) => <Outcome state={row.lastState} />,
    },
    {
      ...{ id: "declined", head: "Last declined", width: 140, align: "end" as const, priority: 2 as const },
      cell: (row) => when(row.lastDeclinedAt, reader.zone, reader.now),
    },
    {
      ...{ id: "expiry", head: "Next expiry", width: 140, align: "end" as const, phone: "d" as const },
      cell: (row) => (row.nextExpiryAt ? when(row.nextExpiryAt, reader.zone, reader.now) : "–"),
    },
  ];
  const many = `${grouped(rows.length)} ${rows.length === 1 ? "subscription" : "subscriptions"}`;
  return (
    <DataTable
      caption="Subscriptions, latest decline first"
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.merchantId} ${row.subscriptionId}`}
      rowHref={({ href }) => href}
      foot={
        <TablePages
          words={
            nextHref || firstHref
              ? `${many} on this page, latest decline first`
              : `${many}, latest decline first`
          }
          {...(nextHref && { nextHref })}
          {...(firstHref && { firstHref })}
        />
      }
      empty={
        <EmptyState
          title="No subscription in these days"
          sentence="A subscription appears with the first decline that names it (subscription.subscriptionId)."
        />
      }
    />
  );
}
