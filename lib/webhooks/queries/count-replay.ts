import { and, count, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { deliveries, webhookEndpoints, webhookEvents } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { inRange, ownDelivery, type ReplayRange } from "../internal/replayed-events.ts";
import { type ReplayInput, replayInput } from "../schema.ts";

/** How many events a replay would tell again: what is shown before it begins. Throws NotFoundError. */
export async function countReplay(scope: Scope, input: ReplayInput): Promise<number> {
  requirePermission(scope, "webhooks.read");
  const asked = replayInput.parse(input);
  return inScope(scope, async (tx) => {
    const [endpoint] = await tx
      .select()
      .from(webhookEndpoints)
      .where(
        and(
          eq(webhookEndpoints.merchantId, asked.merchantId),
          eq(webhookEndpoints.id, asked.endpointId),
          isNull(webhookEndpoints.deletedAt),
        ),
      );
    if (!endpoint) throw new NotFoundError("Endpoint");
    return countRange(tx, rangeOf(endpoint, asked, scope.clock.now()));
  });
}

export async function countRange(tx: Transaction, range: ReplayRange): Promise<number> {
  const [counted] = await tx
    .select({ n: count() })
    .from(webhookEvents)
    .leftJoin(deliveries, ownDelivery(range))
    .where(inRange(range));
  return counted?.n ?? 0;
}

/** Nothing of the future, and no event that the endpoint does not want unless it is asked for by name. */
export function rangeOf(
  endpoint: typeof webhookEndpoints.$inferSelect,
  asked: z.output<typeof replayInput>,
  now: Date,
): ReplayRange {
  const { merchantId, environment, id, events } = endpoint;
  return {
    ...{ merchantId, environment, endpointId: id, fromAt: asked.from },
    toAt: asked.to < now ? asked.to : now,
    events: asked.events.length > 0 ? asked.events : events,
    undeliveredOnly: asked.undeliveredOnly,
  };
}
