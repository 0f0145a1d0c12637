import type { orderEvents } from "#db/schema/orders.ts";
import { newId } from "#lib/kit/ids.ts";
import type { OrderEventData, OrderEventType } from "../schema.ts";

/** One row of an order's history; the type names the shape of `data`. */
export function eventRow<Type extends OrderEventType>(
  order: { merchantId: string; orderId: string },
  at: Date,
  type: Type,
  data: OrderEventData<Type>,
): typeof orderEvents.$inferInsert {
  return {
    merchantId: order.merchantId,
    orderId: order.orderId,
    id: newId("event", at.getTime()),
    at,
    type,
    attempt: data.attempt,
    data: JSON.stringify(data),
  };
}
