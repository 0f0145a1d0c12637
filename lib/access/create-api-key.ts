import { apiKeys } from "#db/schema/credentials.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { holdsCardNumber } from "#lib/kit/card-data.ts";
import { randomToken, sha256 } from "#lib/kit/crypto.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { inScope } from "./in-scope.ts";
import { tenantName } from "./internal/tenant-name.ts";
import { requireFreshProof, requirePermission, type Scope } from "./open-scope.ts";

const NAME_MAX = 80;
const SECRET_BYTES = 32;

/** How far away the end of a key may be set. */
const DAYS_MAX = 3 * 366;
const DAY_MS = 24 * 60 * 60 * 1000;

export type CreateApiKeyRefusal =
  | { reason: "INVALID_NAME" }
  /** Not to come, or too far away. */
  | { reason: "INVALID_EXPIRY"; daysMax: number };

export type NewApiKey = { id: string; appKey: string; appSecret: string };

/**
 * Makes a key pair of ours for a merchant's checkout, or partner-wide with PARTNER_TENANT. The secret is 256
 * random bits and is returned this once; only its hash is kept (P17). Needs `keys.write`.
 * @param input.expiresAt from then on every gateway refuses the pair and its tokens; null or absent: never by itself
 */
export async function createApiKey(
  scope: Scope,
  input: { merchantId: string; environment: Environment; name: string; expiresAt?: Date | null },
): Promise<Result<NewApiKey, CreateApiKeyRefusal>> {
  requireKeyPermission(scope, input.merchantId);
  const { merchantId, environment, expiresAt = null } = input;
  const name = input.name.trim();
  const invalid = !name || name.length > NAME_MAX || /\p{C}/u.test(name) || holdsCardNumber(name);
  if (invalid) return refuse({ reason: "INVALID_NAME" });
  const now = scope.clock.now();
  const lifeMs = expiresAt && expiresAt.getTime() - now.getTime();
  if (lifeMs !== null && !(lifeMs > 0 && lifeMs <= DAYS_MAX * DAY_MS)) {
    return refuse({ reason: "INVALID_EXPIRY", daysMax: DAYS_MAX });
  }
  requireFreshProof(scope);
  const { id, appKey, appSecret } = newKeyPair(environment, now);

  await inScope(scope, async (tx) => {
    const owner = await tenantName(tx, merchantId);
    await tx.insert(apiKeys).values({
      merchantId,
      id,
      environment,
      name,
      appKey,
      // A fast hash is enough: 256 random bits cannot be guessed, and every token request computes it.
      secretHash: sha256(appSecret),
      createdById: scope.actor.id,
      createdByName: scope.actor.name,
      createdAt: now,
      expiresAt,
    });
    await appendEntry(tx, scope, {
      merchantId,
      action: "api_key.create",
      subject: `api_key/${id}`,
      subjectName: `${name} (${owner}, ${environment})`,
      after: { id, environment, name, appKey, ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}) },
    });
  });
  return ok({ id, appKey, appSecret });
}

/** 256 random bits for the secret; the prefixes tell test from live and key from secret. */
export function newKeyPair(environment: Environment, now: Date): NewApiKey {
  return {
    id: newId("apiKey", now.getTime()),
    appKey: `sb_${environment}_${randomToken(18)}`,
    appSecret: `sbs_${environment}_${randomToken(SECRET_BYTES)}`,
  };
}

/**
 * A partner-wide key may do what only some of the partner's roles may (open-scope.ts), so nobody without those
 * permissions makes or sees one: else a key would be a way around one's own role.
 */
export function requireKeyPermission(scope: Scope, merchantId: string): void {
  requirePermission(scope, "keys.write");
  if (merchantId !== PARTNER_TENANT) return;
  if (scope.tenant !== EVERY_TENANT) throw new NotFoundError("Merchant");
  requirePermission(scope, "kill.off");
  requirePermission(scope, "kill.partner");
}
