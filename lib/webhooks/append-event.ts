import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { deliveries, webhookEndpoints, webhookEvents } from "#db/schema/webhooks.ts";
import { newId } from "#lib/kit/ids.ts";
import type { Environment } from "#lib/terms.ts";
import { wantsEvent } from "./rules.ts";

export type ToldEvent = {
  merchantId: string;
  environment: Environment;
  event: string;
  /** Our order; absent for what concerns none. */
  orderId?: string | null;
  externalOrderId?: string | null;
  /** JSON text in FlexCharge's form: rules.ts `eventBody`, or a notice's own text. */
  body: string;
  occurredAt: Date;
  source: "notice" | "poll" | "gateway" | "person" | "test";
  /** rules.ts `webhookEffectKey`. */
  effectKey: string;
};

/**
 * Tells the merchant's endpoints of one environment in the transaction of the change that made it true: the event, and
 * one delivery for each endpoint whose filter lets it through, also a paused or disabled one. The same effect again
 * does nothing. Answers whether it was new.
 */
export async function appendWebhookEvent(tx: Transaction, told: ToldEvent): Promise<boolean> {
  const now = new Date();
  const event = {
    ...told,
    id: newId("message", now.getTime()),
    orderId: told.orderId ?? null,
    externalOrderId: told.externalOrderId ?? null,
    createdAt: now,
  };
  const added = await tx
    .insert(webhookEvents)
    .values(event)
    .onConflictDoNothing({
      target: [webhookEvents.merchantId, webhookEvents.environment, webhookEvents.effectKey],
    })
    .returning({ id: webhookEvents.id });
  if (added.length === 0) return false;
  // Waits for a deletion under way and for nothing else: an endpoint that is gone gets no delivery.
  const endpoints = await tx
    .select({ id: webhookEndpoints.id, events: webhookEndpoints.events })
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.merchantId, told.merchantId),
        eq(webhookEndpoints.environment, told.environment),
        isNull(webhookEndpoints.deletedAt),
      ),
    )
    .for("key share");
  const wanting = endpoints.filter(({ events }) => wantsEvent(events, told.event));
  if (wanting.length > 0) {
    await tx.insert(deliveries).values(wanting.map(({ id }) => newDelivery(event, id, now)));
  }
  return true;
}

/** A delivery that is due at `at`. */
export function newDelivery(
  event: {
    merchantId: string;
    id: string;
    environment: Environment;
    event: string;
    orderId: string | null;
    externalOrderId: string | null;
  },
  endpointId: string,
  at: Date,
): typeof deliveries.$inferInsert {
  const { id: eventId, merchantId, environment, orderId, externalOrderId } = event;
  return {
    ...{ merchantId, environment, endpointId, eventId, event: event.event, orderId, externalOrderId },
    id: newId("delivery", at.getTime()),
    state: "pending",
    createdAt: at,
    nextAt: at,
  };
}
