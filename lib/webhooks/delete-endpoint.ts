import { and, eq, isNull, lt, or } from "drizzle-orm";
import { deliveries, webhookEndpoints, webhookReplays } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { type EndpointInput, endpointInput } from "./schema.ts";

/**
 * Ends an endpoint for good: what waited for it is dead, its log stays. Twice is one change. Throws NotFoundError.
 * Needs `webhooks.write`.
 */
export async function deleteEndpoint(
  scope: Scope,
  input: EndpointInput,
): Promise<Result<{ changed: boolean; givenUp: number }, never>> {
  requirePermission(scope, "webhooks.write");
  const { merchantId, endpointId } = endpointInput.parse(input);
  return inScope(scope, async (tx) => {
    const mine = and(eq(webhookEndpoints.merchantId, merchantId), eq(webhookEndpoints.id, endpointId));
    // The strongest lock: an event that is being appended either has its delivery here already, or sees it is gone.
    const [endpoint] = await tx.select().from(webhookEndpoints).where(mine).for("update");
    if (!endpoint) throw new NotFoundError("Endpoint");
    if (endpoint.deletedAt) return ok({ changed: false, givenUp: 0 });
    const now = scope.clock.now();
    await tx.update(webhookEndpoints).set({ deletedAt: now }).where(mine);
    // One that is on its way just now is ended by whoever carries it.
    const givenUp = await tx
      .update(deliveries)
      .set({ state: "dead", nextAt: null, leasedUntil: null, lastError: "ENDPOINT_DELETED" })
      .where(
        and(
          eq(deliveries.merchantId, merchantId),
          eq(deliveries.endpointId, endpointId),
          eq(deliveries.state, "pending"),
          or(isNull(deliveries.leasedUntil), lt(deliveries.leasedUntil, now)),
        ),
      );
    await tx
      .update(webhookReplays)
      .set({ state: "cancelled", endedAt: now })
      .where(
        and(
          eq(webhookReplays.merchantId, merchantId),
          eq(webhookReplays.endpointId, endpointId),
          eq(webhookReplays.state, "running"),
        ),
      );
    await appendEntry(tx, scope, {
      ...{ merchantId, action: "endpoint.delete", subject: endpointId, subjectName: endpoint.url },
      ...{ before: { state: endpoint.state, events: endpoint.events }, after: { givenUp: givenUp.count } },
    });
    return ok({ changed: true, givenUp: givenUp.count });
  });
}
