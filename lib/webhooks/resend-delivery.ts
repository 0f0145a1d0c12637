import { and, eq } from "drizzle-orm";
import { deliveries, webhookEndpoints } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { ResendRefusal } from "./errors.ts";
import { type ResendInput, resendInput } from "./schema.ts";

/**
 * Sends one delivery again at once, whatever became of it, with a new series of attempts under the same id. One that
 * is due or on its way just now is left alone (`changed: false`). Throws NotFoundError. Needs `webhooks.write`.
 */
export async function resendDelivery(
  scope: Scope,
  input: ResendInput,
): Promise<Result<{ changed: boolean }, ResendRefusal>> {
  requirePermission(scope, "webhooks.write");
  const { merchantId, deliveryId } = resendInput.parse(input);
  return inScope(scope, async (tx) => {
    const mine = and(eq(deliveries.merchantId, merchantId), eq(deliveries.id, deliveryId));
    const [found] = await tx
      .select({ delivery: deliveries, endpoint: webhookEndpoints })
      .from(deliveries)
      .innerJoin(
        webhookEndpoints,
        and(
          eq(webhookEndpoints.merchantId, deliveries.merchantId),
          eq(webhookEndpoints.id, deliveries.endpointId),
        ),
      )
      .where(mine)
      .for("no key update", { of: deliveries });
    if (!found) throw new NotFoundError("Delivery");
    const { delivery, endpoint } = found;
    if (endpoint.deletedAt) return refuse({ reason: "ENDPOINT_DELETED" });
    if (endpoint.state !== "active") return refuse({ reason: "ENDPOINT_NOT_ACTIVE" });
    const now = scope.clock.now();
    const isOnItsWay = delivery.leasedUntil !== null && delivery.leasedUntil > now;
    const isDue = delivery.nextAt !== null && delivery.nextAt <= now;
    if (isOnItsWay || isDue) return ok({ changed: false });
    await tx.update(deliveries).set({ state: "pending", tries: 0, nextAt: now, replayId: null }).where(mine);
    await appendEntry(tx, scope, {
      ...{ merchantId, action: "delivery.resend", subject: deliveryId, subjectName: endpoint.url },
      before: { state: delivery.state, attempts: delivery.attempts },
      after: { state: "pending", event: delivery.event, eventId: delivery.eventId },
    });
    return ok({ changed: true });
  });
}
