import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { deadlineWords } from "#components/orders/late-words.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { listOrderNotices } from "#lib/notices/queries/list-order-notices.ts";
import { listLateDeadlines } from "#lib/orders/queries/list-late-deadlines.ts";
import { sumChargebacks } from "#lib/orders/queries/sum-chargebacks.ts";
import { getOrder, listOrders, listRefunds, type Order } from "#lib/orders/queries.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { listOrderTransmits } from "#lib/transmits/queries/list-order-transmits.ts";
import { listOrderDeliveries } from "#lib/webhooks/queries/list-order-deliveries.ts";
import { OrderDetail } from "./_parts/order-detail.tsx";

type Props = { params: Promise<{ environment: string; merchantId: string; orderId: string }> };

export const metadata: Metadata = { title: "Order" };

export default async function OrderPage({ params }: Props) {
  const { environment: segment, merchantId, orderId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "orders.read", merchantId });
  const [detail, refunds, { merchant }] = await orNotFound(
    Promise.all([
      getOrder(scope, merchantId, orderId).then((found) => {
        // An order belongs to one environment: under the other's address it does not exist.
        if (found.order.environment !== environment) throw new NotFoundError("Order");
        return found;
      }),
      listRefunds(scope, merchantId, orderId),
      getMatrix(scope, merchantId),
    ]),
  );
  const { order, attempts } = detail;
  const now = scope.clock.now().toISOString();
  const [copies, notices, deliveries, deadlines, chargedBackMinor, siblings] = await Promise.all([
    listOrderTransmits(scope, order, attempts),
    listOrderNotices(scope, order),
    listOrderDeliveries(scope, order),
    listLateDeadlines(scope, [order]),
    sumChargebacks(scope, order),
    siblingsOf(scope, order),
  ]);
  const deadline = deadlines[order.id];
  return (
    <OrderDetail
      detail={detail}
      refunds={refunds.map(({ requestedAt, ...refund }) => ({ ...refund, at: requestedAt.toISOString() }))}
      copies={copies}
      webhooks={{ notices, deliveries }}
      siblings={siblings}
      chargedBackMinor={chargedBackMinor}
      lateWords={deadline ? deadlineWords(deadline, now) : null}
      merchant={merchant}
      reader={{ zone: merchant.timezone, now }}
      seesCustomer={scope.permissions.has("orders.customer")}
      permissions={[...scope.permissions]}
    />
  );
}

/** Other orders of the subscription; one more than are shown, to know whether there are more. */
async function siblingsOf(
  scope: Scope,
  { id, environment, merchantId, subscriptionId }: Order,
): Promise<Order[]> {
  if (subscriptionId === null) return [];
  const { rows } = await listOrders(scope, { environment, merchantId, subscriptionId }, { limit: 7 });
  return rows.filter((other) => other.id !== id);
}
