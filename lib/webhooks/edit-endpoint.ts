import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { EndpointRefusal } from "./errors.ts";
import { isUrlTaken, normalUrl, URL_TAKEN } from "./internal/endpoint-url.ts";
import { lockEndpoint, thisEndpoint } from "./internal/lock-endpoint.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { type EditEndpointInput, editEndpointInput } from "./schema.ts";

/**
 * Changes what is given and leaves the rest; what already waits goes to the new address, and the new filter counts for
 * events to come. The same again changes nothing. Throws NotFoundError. Needs `webhooks.write`.
 */
export async function editEndpoint(
  scope: Scope,
  input: EditEndpointInput,
): Promise<Result<{ changed: boolean }, EndpointRefusal>> {
  requirePermission(scope, "webhooks.write");
  const { merchantId, endpointId, ...change } = editEndpointInput.parse(input);
  const target = change.url === undefined ? null : normalUrl(change.url);
  if (target && "reason" in target) return refuse(target);
  return inScope(scope, async (tx) => {
    await lockMerchant(tx, merchantId);
    const endpoint = await lockEndpoint(tx, { merchantId, endpointId });
    const { url, description, events } = endpoint;
    const before = { url, description, events };
    const after = {
      url: target?.url ?? url,
      description: change.description === undefined ? description : change.description,
      events: change.events ?? events,
    };
    if (canonicalJson(after) === canonicalJson(before)) return ok({ changed: false });
    // What customers bought would go elsewhere from here on.
    if (after.url !== url) requireFreshProof(scope);
    if (await isUrlTaken(tx, { ...endpoint, url: after.url, exceptId: endpointId })) return refuse(URL_TAKEN);
    // Another address has not failed yet.
    const fresh = after.url === url ? {} : { failingSince: null };
    await tx
      .update(webhookEndpoints)
      .set({ ...after, ...fresh })
      .where(thisEndpoint(endpoint));
    await appendEntry(tx, scope, {
      ...{ merchantId, action: "endpoint.edit", subject: endpointId, subjectName: after.url },
      ...{ before, after },
    });
    return ok({ changed: true });
  });
}
