import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { lockEndpoint, thisEndpoint } from "./internal/lock-endpoint.ts";
import { type PauseEndpointInput, pauseEndpointInput } from "./schema.ts";

/**
 * Sends nothing more to an endpoint until it is resumed; what happens meanwhile waits and goes then. Of a paused or
 * disabled one nothing changes. Throws NotFoundError. Needs `webhooks.write`.
 */
export async function pauseEndpoint(
  scope: Scope,
  input: PauseEndpointInput,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "webhooks.write");
  const { merchantId, endpointId, reason } = pauseEndpointInput.parse(input);
  return inScope(scope, async (tx) => {
    const endpoint = await lockEndpoint(tx, { merchantId, endpointId });
    if (endpoint.state !== "active") return ok({ changed: false });
    const after = { state: "paused" as const, stateReason: reason || null };
    await tx
      .update(webhookEndpoints)
      .set({ ...after, stateAt: scope.clock.now() })
      .where(thisEndpoint(endpoint));
    await appendEntry(tx, scope, {
      ...{ merchantId, action: "endpoint.pause", subject: endpointId, subjectName: endpoint.url },
      ...{ before: { state: endpoint.state }, after },
    });
    return ok({ changed: true });
  });
}
