import { and, desc, eq } from "drizzle-orm";
import { deliveries, deliveryAttempts, webhookEndpoints, webhookEvents } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { maskPersonalData } from "#lib/kit/personal-data.ts";
import type { EndpointState } from "#lib/terms.ts";

export type DeliveryAttempt = {
  number: number;
  at: Date;
  kind: "scheduled" | "resend" | "replay" | "test";
  url: string;
  address: string | null;
  ms: number;
  status: number | null;
  error: string | null;
  /** By name. */
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  /** Its beginning, in the endpoint's own words. */
  responseBody: string | null;
};
export type DeliveryDetail = Omit<typeof deliveries.$inferSelect, "leasedUntil"> & {
  url: string;
  endpointState: EndpointState;
  isEndpointDeleted: boolean;
  body: string;
  occurredAt: Date;
  source: (typeof webhookEvents.$inferSelect)["source"];
  /** Newest first. */
  tried: DeliveryAttempt[];
};

/**
 * One delivery with everything that was said and heard, without the customer for those who may not see customers.
 * Throws NotFoundError. Needs `webhooks.read`.
 */
export async function getDelivery(
  scope: Scope,
  place: { merchantId: string; deliveryId: string },
): Promise<DeliveryDetail> {
  requirePermission(scope, "webhooks.read");
  return inScope(scope, async (tx) => {
    const [found] = await tx
      .select({ delivery: deliveries, event: webhookEvents, endpoint: webhookEndpoints })
      .from(deliveries)
      .innerJoin(
        webhookEvents,
        and(eq(webhookEvents.merchantId, deliveries.merchantId), eq(webhookEvents.id, deliveries.eventId)),
      )
      .innerJoin(
        webhookEndpoints,
        and(
          eq(webhookEndpoints.merchantId, deliveries.merchantId),
          eq(webhookEndpoints.id, deliveries.endpointId),
        ),
      )
      .where(and(eq(deliveries.merchantId, place.merchantId), eq(deliveries.id, place.deliveryId)));
    if (!found) throw new NotFoundError("Delivery");
    const tried = await tx
      .select()
      .from(deliveryAttempts)
      .where(
        and(
          eq(deliveryAttempts.merchantId, place.merchantId),
          eq(deliveryAttempts.deliveryId, place.deliveryId),
        ),
      )
      .orderBy(desc(deliveryAttempts.number));
    const { leasedUntil: _lease, ...delivery } = found.delivery;
    const isOpen = scope.permissions.has("orders.customer");
    return {
      ...delivery,
      url: found.endpoint.url,
      endpointState: found.endpoint.state,
      isEndpointDeleted: found.endpoint.deletedAt !== null,
      body: isOpen ? found.event.body : (maskPersonalData(found.event.body) ?? "•••"),
      occurredAt: found.event.occurredAt,
      source: found.event.source,
      tried: tried.map(({ merchantId: _merchant, deliveryId: _delivery, ...attempt }) => ({
        ...attempt,
        // What is no JSON is the endpoint's own page or word, which tells its developers what went wrong.
        responseBody: isOpen
          ? attempt.responseBody
          : (maskPersonalData(attempt.responseBody) ?? attempt.responseBody),
        requestHeaders: headersOf(attempt.requestHeaders),
        responseHeaders: headersOf(attempt.responseHeaders),
      })),
    };
  });
}

function headersOf(text: string | null): Record<string, string> {
  const found: unknown = text ? JSON.parse(text) : {};
  const entries = Object.entries(found as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
