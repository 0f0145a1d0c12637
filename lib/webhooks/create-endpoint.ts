import { and, count, eq, isNull } from "drizzle-orm";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { EndpointRefusal } from "./errors.ts";
import { isUrlTaken, normalUrl, URL_TAKEN } from "./internal/endpoint-url.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { addSecret } from "./internal/new-secret.ts";
import { type CreateEndpointInput, createEndpointInput, ENDPOINTS_MAX } from "./schema.ts";

/**
 * Adds an address that hears a merchant's events of one environment from now on. `secret` is shown this once:
 * `whsec_` and base64 of 64 bytes; FlexCharge's form of it is the base64. Needs `webhooks.write`.
 */
export async function createEndpoint(
  scope: Scope,
  input: CreateEndpointInput,
): Promise<Result<{ id: string; secret: string }, EndpointRefusal>> {
  requirePermission(scope, "webhooks.write");
  const { url: text, ...asked } = createEndpointInput.parse(input);
  const { merchantId, environment } = asked;
  const target = normalUrl(text);
  if ("reason" in target) return refuse(target);
  requireFreshProof(scope);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    if (merchant.isArchived) return refuse({ reason: "ARCHIVED" });
    if (await isUrlTaken(tx, { ...asked, ...target })) return refuse(URL_TAKEN);
    const [living] = await tx
      .select({ n: count() })
      .from(webhookEndpoints)
      .where(
        and(
          eq(webhookEndpoints.merchantId, merchantId),
          eq(webhookEndpoints.environment, environment),
          isNull(webhookEndpoints.deletedAt),
        ),
      );
    if ((living?.n ?? 0) >= ENDPOINTS_MAX)
      return refuse({ reason: "TOO_MANY_ENDPOINTS", most: ENDPOINTS_MAX });
    const now = scope.clock.now();
    const id = newId("endpoint", now.getTime());
    await tx
      .insert(webhookEndpoints)
      .values({ ...asked, ...target, id, stateAt: now, createdAt: now, createdByName: scope.actor.name });
    const place = { merchantId, environment, endpointId: id, version: 1 };
    const { secret, last4 } = await addSecret(tx, place, { createdAt: now, leadsFrom: now });
    await appendEntry(tx, scope, {
      merchantId,
      action: "endpoint.create",
      subject: id,
      subjectName: target.url,
      after: {
        environment,
        ...target,
        description: asked.description,
        events: asked.events,
        secretLast4: last4,
      },
    });
    return ok({ id, secret });
  });
}
