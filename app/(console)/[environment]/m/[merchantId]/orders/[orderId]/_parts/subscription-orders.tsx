import { subscriptionHref } from "#components/mit/mit-view.ts";
import { Outcome } from "#components/orders/outcome.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";
import type { Order } from "#lib/orders/queries.ts";

/** The subscription's other orders, newest first. */
export function SubscriptionOrders({
  subscription,
  orders,
  hasMore,
  root,
  reader,
}: {
  subscription: string;
  orders: readonly Order[];
  /** There are others than these. */
  hasMore: boolean;
  root: string;
  reader: Reader;
}) {
  if (orders.length === 0) return null;
  return (
    <Section
      title="Subscription"
      aside={
        <Link href={subscriptionHref(root, subscription)}>{hasMore ? "All its orders" : "Its orders"}</Link>
      }
    >
      <ul aria-label={`Other orders of subscription ${subscription}`}>
        {orders.map((order) => (
          <li
            key={order.id}
            className="flex min-h-8 items-center gap-3 border-b border-line py-1 touch:min-h-11"
          >
            <Link href={`${root}/orders/${order.id}`} className="min-w-0 flex-1 truncate">
              {order.externalId}
            </Link>
            <Outcome state={order.state} />
            <span className="w-14 text-right text-meta text-ink-3">
              {when(order.declinedAt.toISOString(), reader.zone, reader.now, "day")}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
