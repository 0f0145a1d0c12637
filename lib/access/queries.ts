import { and, desc, eq } from "drizzle-orm";
import { apiKeys, apiKeyUses } from "#db/schema/credentials.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { inScope } from "./in-scope.ts";
import { tenantName } from "./internal/tenant-name.ts";
import { requirePermission, type Scope } from "./open-scope.ts";

/** One of our key pairs as people see it; the secret is nowhere to be read. */
export type ApiKeyView = {
  id: string;
  merchantId: string;
  environment: Environment;
  name: string;
  appKey: string;
  createdBy: { id: string; name: string };
  createdAt: Date;
  /** Exact to the minute; null when never used. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  /** When it ends, or ended, by itself. */
  expiresAt: Date | null;
  /** The key that took over from it. */
  replacedById: string | null;
};

/** A merchant's keys, or with PARTNER_TENANT the partner-wide ones; newest first. Needs `keys.read`. */
export async function listApiKeys(scope: Scope, merchantId: string): Promise<ApiKeyView[]> {
  requirePermission(scope, "keys.read");
  if (merchantId === PARTNER_TENANT && scope.tenant !== EVERY_TENANT) throw new NotFoundError("Merchant");
  return inScope(scope, async (tx) => {
    await tenantName(tx, merchantId);
    const rows = await tx
      .select({ key: apiKeys, lastUsedAt: apiKeyUses.lastUsedAt })
      .from(apiKeys)
      .leftJoin(
        apiKeyUses,
        and(eq(apiKeyUses.merchantId, apiKeys.merchantId), eq(apiKeyUses.keyId, apiKeys.id)),
      )
      .where(eq(apiKeys.merchantId, merchantId))
      .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
    return rows.map(({ key, lastUsedAt }) => ({
      id: key.id,
      merchantId: key.merchantId,
      environment: key.environment,
      name: key.name,
      appKey: key.appKey,
      createdBy: { id: key.createdById, name: key.createdByName },
      createdAt: key.createdAt,
      lastUsedAt,
      revokedAt: key.revokedAt,
      expiresAt: key.expiresAt,
      replacedById: key.replacedById,
    }));
  });
}
