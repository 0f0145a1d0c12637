import { and, eq } from "drizzle-orm";
import { apiKeys } from "#db/schema/credentials.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { sha256 } from "#lib/kit/crypto.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { type NewApiKey, newKeyPair, requireKeyPermission } from "./create-api-key.ts";
import { inScope } from "./in-scope.ts";
import { tenantName } from "./internal/tenant-name.ts";
import { requireFreshProof, type Scope } from "./open-scope.ts";
import { KEY_OVERLAP_HOURS_MAX } from "./schema.ts";

const HOUR_MS = 60 * 60 * 1000;

export type RotateApiKeyRefusal =
  /** It was revoked, has expired, or another has taken over from it already. */
  { reason: "NOT_ACTIVE" } | { reason: "INVALID_OVERLAP"; hoursMax: number };

/**
 * Makes a new pair of the same name and environment; the old one opens tokens until the overlap ends, and then neither
 * it nor its tokens do. One made for 90 days is replaced by one for 90 days. The new secret is returned this once. Needs
 * `keys.write`.
 * @param input.overlapHours 0 ends the old one at once, for a secret that leaked
 */
export async function rotateApiKey(
  scope: Scope,
  input: { merchantId: string; id: string; overlapHours: number },
): Promise<Result<NewApiKey & { expiresAt: Date | null; oldExpiresAt: Date }, RotateApiKeyRefusal>> {
  requireKeyPermission(scope, input.merchantId);
  const { merchantId, id, overlapHours } = input;
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > KEY_OVERLAP_HOURS_MAX) {
    return refuse({ reason: "INVALID_OVERLAP", hoursMax: KEY_OVERLAP_HOURS_MAX });
  }
  requireFreshProof(scope);
  return inScope(scope, async (tx) => {
    const owner = await tenantName(tx, merchantId);
    const mine = and(eq(apiKeys.merchantId, merchantId), eq(apiKeys.id, id));
    const [old] = await tx.select().from(apiKeys).where(mine).for("update");
    if (!old) throw new NotFoundError("API key");
    const now = scope.clock.now();
    if (old.revokedAt || old.replacedById || (old.expiresAt && old.expiresAt <= now)) {
      return refuse({ reason: "NOT_ACTIVE" });
    }
    const wished = new Date(now.getTime() + overlapHours * HOUR_MS);
    // A key that was to end sooner still does.
    const oldExpiresAt = old.expiresAt && old.expiresAt < wished ? old.expiresAt : wished;
    const { environment, name } = old;
    const lifeMs = old.expiresAt && old.expiresAt.getTime() - old.createdAt.getTime();
    const expiresAt = lifeMs === null ? null : new Date(now.getTime() + lifeMs);
    const { id: newId, appKey, appSecret } = newKeyPair(environment, now);
    await tx.insert(apiKeys).values({
      merchantId,
      id: newId,
      environment,
      name,
      appKey,
      secretHash: sha256(appSecret),
      createdById: scope.actor.id,
      createdByName: scope.actor.name,
      createdAt: now,
      expiresAt,
    });
    await tx.update(apiKeys).set({ expiresAt: oldExpiresAt, replacedById: newId }).where(mine);
    await appendEntry(tx, scope, {
      merchantId,
      action: "api_key.rotate",
      subject: `api_key/${id}`,
      subjectName: `${name} (${owner}, ${environment})`,
      before: { id, appKey: old.appKey },
      after: {
        ...{ id: newId, appKey, oldExpiresAt: oldExpiresAt.toISOString() },
        ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
      },
    });
    return ok({ id: newId, appKey, appSecret, expiresAt, oldExpiresAt });
  });
}
