import { and, desc, eq } from "drizzle-orm";
import { webhookSecrets } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { lockEndpoint } from "./internal/lock-endpoint.ts";
import { type EndpointInput, endpointInput } from "./schema.ts";

/**
 * "Switch now": the newest secret signs FlexCharge's headers from here on; in Standard Webhooks' the old one stays until
 * the overlap ends. Twice is one change. Throws NotFoundError. Needs `webhooks.write`.
 */
export async function switchEndpointSecret(
  scope: Scope,
  input: EndpointInput,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "webhooks.write");
  const { merchantId, endpointId } = endpointInput.parse(input);
  return inScope(scope, async (tx) => {
    const endpoint = await lockEndpoint(tx, { merchantId, endpointId });
    const mine = and(eq(webhookSecrets.merchantId, merchantId), eq(webhookSecrets.endpointId, endpointId));
    const [newest] = await tx
      .select()
      .from(webhookSecrets)
      .where(mine)
      .orderBy(desc(webhookSecrets.version))
      .limit(1);
    const now = scope.clock.now();
    if (!newest || newest.leadsFrom <= now) return ok({ changed: false });
    await tx
      .update(webhookSecrets)
      .set({ leadsFrom: now })
      .where(and(mine, eq(webhookSecrets.version, newest.version)));
    await appendEntry(tx, scope, {
      ...{ merchantId, action: "endpoint.switch_secret", subject: endpointId, subjectName: endpoint.url },
      before: { leadsFrom: newest.leadsFrom.toISOString() },
      after: { version: newest.version, last4: newest.last4, leadsFrom: now.toISOString() },
    });
    return ok({ changed: true });
  });
}
