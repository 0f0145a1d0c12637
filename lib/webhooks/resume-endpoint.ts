import { and, eq, sql } from "drizzle-orm";
import { deliveries, webhookEndpoints } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { lockEndpoint, thisEndpoint } from "./internal/lock-endpoint.ts";
import { type EndpointInput, endpointInput } from "./schema.ts";

/**
 * Opens a paused or disabled endpoint again. What waited is due at once, the oldest first, each with a whole new series
 * of attempts; it begins with a few at once and grows with success. Throws NotFoundError. Needs `webhooks.write`.
 */
export async function resumeEndpoint(
  scope: Scope,
  input: EndpointInput,
): Promise<Result<{ changed: boolean; waiting: number }, never>> {
  requirePermission(scope, "webhooks.write");
  const place = endpointInput.parse(input);
  return inScope(scope, async (tx) => {
    const endpoint = await lockEndpoint(tx, place);
    if (endpoint.state === "active") return ok({ changed: false, waiting: 0 });
    await tx
      .update(webhookEndpoints)
      .set({ state: "active", stateReason: null, stateAt: scope.clock.now(), failingSince: null })
      .where(thisEndpoint(endpoint));
    const waiting = await tx
      .update(deliveries)
      .set({ tries: 0, nextAt: sql`${deliveries.createdAt}` })
      .where(
        and(
          eq(deliveries.merchantId, endpoint.merchantId),
          eq(deliveries.endpointId, endpoint.id),
          eq(deliveries.state, "pending"),
        ),
      );
    await appendEntry(tx, scope, {
      merchantId: endpoint.merchantId,
      action: "endpoint.resume",
      subject: endpoint.id,
      subjectName: endpoint.url,
      before: { state: endpoint.state, stateReason: endpoint.stateReason },
      after: { state: "active", waiting: waiting.count },
    });
    return ok({ changed: true, waiting: waiting.count });
  });
}
