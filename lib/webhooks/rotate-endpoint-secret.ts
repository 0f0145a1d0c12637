import { and, eq, gt, isNull, or } from "drizzle-orm";
import { webhookSecrets } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { RotationRefusal } from "./errors.ts";
import { lockEndpoint } from "./internal/lock-endpoint.ts";
import { addSecret } from "./internal/new-secret.ts";
import { type RotateSecretInput, rotateSecretInput } from "./schema.ts";

const VALID_MAX = 3;

/**
 * Gives an endpoint a new secret, shown this once. Until the overlap ends both sign Standard Webhooks' header, and the
 * old one FlexCharge's, unless switch-endpoint-secret.ts says earlier; without an overlap the old one ends now.
 * Throws NotFoundError. Needs `webhooks.write`.
 */
export async function rotateEndpointSecret(
  scope: Scope,
  input: RotateSecretInput,
): Promise<Result<{ secret: string; version: number; overlapEndsAt: Date }, RotationRefusal>> {
  requirePermission(scope, "webhooks.write");
  const { overlapHours, ...place } = rotateSecretInput.parse(input);
  requireFreshProof(scope);
  return inScope(scope, async (tx) => {
    const endpoint = await lockEndpoint(tx, place);
    const { merchantId, environment } = endpoint;
    const now = scope.clock.now();
    const mine = and(eq(webhookSecrets.merchantId, merchantId), eq(webhookSecrets.endpointId, endpoint.id));
    const secrets = await tx.select().from(webhookSecrets).where(mine);
    const ending = secrets.flatMap(({ expiresAt }) => (expiresAt && expiresAt > now ? [expiresAt] : []));
    // A leaked secret is replaced at once whatever else is under way.
    if (overlapHours > 0 && ending.length + 1 >= VALID_MAX) {
      const until = new Date(Math.min(...ending.map((date) => date.getTime())));
      return refuse({ reason: "ROTATION_RUNNING", until });
    }
    const overlapEndsAt = new Date(now.getTime() + overlapHours * 60 * 60 * 1000);
    await tx
      .update(webhookSecrets)
      .set({ expiresAt: overlapEndsAt })
      .where(and(mine, or(isNull(webhookSecrets.expiresAt), gt(webhookSecrets.expiresAt, overlapEndsAt))));
    const version = Math.max(0, ...secrets.map((secret) => secret.version)) + 1;
    const { secret, last4 } = await addSecret(
      tx,
      { merchantId, environment, endpointId: endpoint.id, version },
      { createdAt: now, leadsFrom: overlapEndsAt },
    );
    await appendEntry(tx, scope, {
      ...{ merchantId, action: "endpoint.rotate", subject: endpoint.id, subjectName: endpoint.url },
      before: { version: version - 1, last4: secrets.find((each) => each.version === version - 1)?.last4 },
      after: { version, last4, overlapEndsAt: overlapEndsAt.toISOString() },
    });
    return ok({ secret, version, overlapEndsAt });
  });
}
