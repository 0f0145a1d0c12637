import { and, eq, gte, isNull, like, lt, ne, or, type SQL } from "drizzle-orm";
import { deliveries, webhookEvents } from "#db/schema/webhooks.ts";
import type { Environment } from "#lib/terms.ts";

/** Which events a replay tells again. */
export type ReplayRange = {
  merchantId: string;
  environment: Environment;
  endpointId: string;
  fromAt: Date;
  toAt: Date;
  events: readonly string[];
  undeliveredOnly: boolean;
};

/** What of the events that are joined with the endpoint's deliveries belongs to the range. */
export function inRange(range: ReplayRange): SQL | undefined {
  const named = range.events.map((filter) =>
    filter.endsWith(".*")
      ? like(webhookEvents.event, `${filter.slice(0, -1)}%`)
      : eq(webhookEvents.event, filter),
  );
  return and(
    eq(webhookEvents.merchantId, range.merchantId),
    eq(webhookEvents.environment, range.environment),
    gte(webhookEvents.createdAt, range.fromAt),
    lt(webhookEvents.createdAt, range.toAt),
    ne(webhookEvents.source, "test"),
    named.length > 0 ? or(...named) : undefined,
    range.undeliveredOnly ? isNull(deliveries.deliveredAt) : undefined,
  );
}

/** An event's own delivery to the endpoint, if there ever was one. */
export function ownDelivery({ merchantId, endpointId }: ReplayRange): SQL | undefined {
  return and(
    eq(deliveries.merchantId, merchantId),
    eq(deliveries.endpointId, endpointId),
    eq(deliveries.eventId, webhookEvents.id),
  );
}
