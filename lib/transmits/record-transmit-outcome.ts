import { and, eq } from "drizzle-orm";
import { orderEvents, orders } from "#db/schema/orders.ts";
import { transmitOutcomes } from "#db/schema/transmits.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import type { TransmitStanding } from "./queries.ts";

/**
 * What a checkout tells afterwards of a payment that it had transmitted (the guides' "transaction key", product.md
 * §7): kept with the copy and, where the order was evaluated as well, in its history. The latest counts.
 */
export async function recordTransmitOutcome(
  scope: Scope,
  transmit: Pick<TransmitStanding, "merchantId" | "id" | "environment" | "externalId">,
  outcome: string,
): Promise<Result<{ at: Date }, never>> {
  requirePermission(scope, "orders.read");
  const at = scope.clock.now();
  const { merchantId } = transmit;
  return inScope(scope, async (tx) => {
    await tx.insert(transmitOutcomes).values({
      ...{ merchantId, transmitId: transmit.id, id: newId("event", at.getTime()), at, outcome },
      ...{ keyId: scope.actor.id, requestId: scope.requestId },
    });
    const [order] = await tx
      .select({ id: orders.id, attemptsCount: orders.attemptsCount })
      .from(orders)
      .where(
        and(
          eq(orders.merchantId, merchantId),
          eq(orders.environment, transmit.environment),
          eq(orders.externalId, transmit.externalId),
        ),
      );
    if (order) {
      const data = { attempt: order.attemptsCount, transmitId: transmit.id, outcome };
      await tx.insert(orderEvents).values({
        ...{ merchantId, orderId: order.id, id: newId("event", at.getTime()), at },
        ...{ type: "transmit.outcome", attempt: data.attempt, data: JSON.stringify(data) },
      });
    }
    return ok({ at });
  });
}
