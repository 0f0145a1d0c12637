import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { getOrder } from "#lib/orders/queries.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { OrderDetail } from "./_parts/order-detail.tsx";

type Props = { params: Promise<{ environment: string; merchantId: string; orderId: string }> };

export const metadata: Metadata = { title: "Order" };

export default async function OrderPage({ params }: Props) {
  const { environment: segment, merchantId, orderId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "orders.read", merchantId });
  const [detail, { merchant }] = await orNotFound(
    Promise.all([
      getOrder(scope, merchantId, orderId).then((found) => {
        // An order belongs to one environment: under the other's address it does not exist.
        if (found.order.environment !== environment) throw new NotFoundError("Order");
        return found;
      }),
      getMatrix(scope, merchantId),
    ]),
  );
  return (
    <OrderDetail
      detail={detail}
      merchant={merchant}
      reader={{ zone: merchant.timezone, now: scope.clock.now().toISOString() }}
      seesCustomer={scope.permissions.has("orders.customer")}
      permissions={[...scope.permissions]}
    />
  );
}
