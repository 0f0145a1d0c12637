import { and, desc, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentialSets, type Verification } from "#db/schema/credentials.ts";
import { merchants } from "#db/schema/merchants.ts";
import { credentialUses } from "#db/schema/onboarding.ts";
import { partner } from "#db/schema/partner.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { type CredentialState, type Environment, PARTNER_TENANT } from "#lib/terms.ts";

/** One credential set as people may see it: of secrets only the last four characters. */
export type CredentialView = {
  environment: Environment;
  version: number;
  state: CredentialState;
  /** The set in use. */
  current: boolean;
  mid: string | null;
  appKey: string | null;
  tokenizationKey: string | null;
  appSecretLast4: string | null;
  webhookKeyLast4: string | null;
  enteredBy: { id: string; name: string } | null;
  enteredAt: Date | null;
  verifiedAt: Date | null;
  failingSince: Date | null;
  /** When it takes over from the one in use; null: once it is verified, or it has. */
  cutOverAt: Date | null;
  /** What the last check found; `cause` is a sentence for people. */
  verification: Verification | null;
  revokedAt: Date | null;
  /** Of a set without values yet: who asked, when, and whose turn it is. */
  requested: { at: Date; byName: string; of: "partner" | "merchant" } | null;
  /** Of our programs' calls with it; exact to the minute. Null when it was never used. */
  lastUsedAt: Date | null;
  uses: number;
  /** The other environment holds the same credentials in a set that is not revoked: a gate to production. */
  sameAsOtherEnvironment: boolean;
};

/**
 * All sets of a merchant, or with PARTNER_TENANT of the partner's own account, newest first in each environment. Needs
 * `credentials.read`.
 */
export async function listCredentials(scope: Scope, merchantId: string): Promise<CredentialView[]> {
  requirePermission(scope, "credentials.read");
  const rows = await inScope(scope, async (tx) => {
    await merchantName(tx, merchantId);
    const found = await tx
      .select({ set: credentialSets, lastUsedAt: credentialUses.lastUsedAt, uses: credentialUses.count })
      .from(credentialSets)
      .leftJoin(
        credentialUses,
        and(
          eq(credentialUses.merchantId, credentialSets.merchantId),
          eq(credentialUses.environment, credentialSets.environment),
          eq(credentialUses.version, credentialSets.version),
        ),
      )
      .where(eq(credentialSets.merchantId, merchantId))
      .orderBy(credentialSets.environment, desc(credentialSets.version));
    return found.map(({ set, lastUsedAt, uses }) => ({ ...set, lastUsedAt, uses: uses ?? 0 }));
  });
  const alive = rows.filter((row) => row.state !== "revoked" && row.fingerprint !== null);
  return rows.map((row) => ({
    environment: row.environment,
    version: row.version,
    state: row.state,
    current: row.current,
    mid: row.mid,
    appKey: row.appKey,
    tokenizationKey: row.tokenizationKey,
    appSecretLast4: row.appSecretLast4,
    webhookKeyLast4: row.webhookKeyLast4,
    enteredBy: row.enteredById ? { id: row.enteredById, name: row.enteredByName ?? row.enteredById } : null,
    enteredAt: row.enteredAt,
    verifiedAt: row.verifiedAt,
    failingSince: row.failingSince,
    cutOverAt: row.cutOverAt,
    verification: row.verification,
    revokedAt: row.revokedAt,
    requested: row.requestedAt && {
      ...{ at: row.requestedAt, byName: row.requestedByName ?? "", of: row.requestedOf ?? "merchant" },
    },
    lastUsedAt: row.lastUsedAt,
    uses: row.uses,
    sameAsOtherEnvironment: alive.some(
      (other) => other.environment !== row.environment && other.fingerprint === row.fingerprint,
    ),
  }));
}

/**
 * Whose credentials they are: a merchant's name, or for PARTNER_TENANT the partner's. Throws NotFoundError outside the
 * scope. `lock` makes changes of one merchant follow each other.
 */
export async function merchantName(
  tx: Transaction,
  merchantId: string,
  options: { lock?: boolean } = {},
): Promise<string> {
  const query =
    merchantId === PARTNER_TENANT
      ? // Everybody may read the partner's name; its account is for its own side.
        tx
          .select({ name: partner.name })
          .from(partner)
          .where(sql`current_setting('switchboard.tenant', true) = ${EVERY_TENANT}`)
          .$dynamic()
      : tx.select({ name: merchants.name }).from(merchants).where(eq(merchants.id, merchantId)).$dynamic();
  const [merchant] = await (options.lock ? query.for("update") : query);
  if (!merchant) throw new NotFoundError("Merchant");
  return merchant.name;
}

/** The sets of one merchant and environment that are not revoked, newest first, sealed as they are. */
export function livingSets(tx: Transaction, merchantId: string, environment: Environment) {
  return tx
    .select()
    .from(credentialSets)
    .where(and(eq(credentialSets.merchantId, merchantId), eq(credentialSets.environment, environment)))
    .orderBy(desc(credentialSets.version))
    .then((rows) => rows.filter((row) => row.state !== "revoked"));
}
