import { and, asc, eq } from "drizzle-orm";
import { deliveries, webhookEndpoints } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { DeliveryState } from "#lib/terms.ts";

/** What the merchant was told of an order, and how far that is. */
export type OrderDelivery = {
  id: string;
  event: string;
  url: string;
  state: DeliveryState;
  attempts: number;
  createdAt: Date;
  lastStatus: number | null;
  lastError: string | null;
  nextAt: Date | null;
};

/** Oldest first. Needs `orders.read`: the order's story tells it, the payloads stay with `webhooks.read`. */
export async function listOrderDeliveries(
  scope: Scope,
  order: { merchantId: string; id: string },
): Promise<OrderDelivery[]> {
  requirePermission(scope, "orders.read");
  return inScope(scope, (tx) =>
    tx
      .select({
        id: deliveries.id,
        event: deliveries.event,
        url: webhookEndpoints.url,
        state: deliveries.state,
        attempts: deliveries.attempts,
        createdAt: deliveries.createdAt,
        lastStatus: deliveries.lastStatus,
        lastError: deliveries.lastError,
        nextAt: deliveries.nextAt,
      })
      .from(deliveries)
      .innerJoin(
        webhookEndpoints,
        and(
          eq(webhookEndpoints.merchantId, deliveries.merchantId),
          eq(webhookEndpoints.id, deliveries.endpointId),
        ),
      )
      .where(and(eq(deliveries.merchantId, order.merchantId), eq(deliveries.orderId, order.id)))
      .orderBy(asc(deliveries.createdAt), asc(deliveries.id))
      .limit(100),
  );
}
