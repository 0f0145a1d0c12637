import { and, eq, isNull } from "drizzle-orm";
import { apiKeys } from "#db/schema/credentials.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { requireKeyPermission } from "./create-api-key.ts";
import { inScope } from "./in-scope.ts";
import { tenantName } from "./internal/tenant-name.ts";
import type { Scope } from "./open-scope.ts";

/**
 * Ends a key: its secret opens no token and its tokens are refused within a second, on every gateway (P17).
 * Twice is one change. Needs `keys.write`.
 */
export async function revokeApiKey(
  scope: Scope,
  input: { merchantId: string; id: string },
): Promise<Result<{ id: string; revokedAt: Date }, never>> {
  requireKeyPermission(scope, input.merchantId);
  const { merchantId, id } = input;
  return inScope(scope, async (tx) => {
    const owner = await tenantName(tx, merchantId);
    const mine = and(eq(apiKeys.merchantId, merchantId), eq(apiKeys.id, id));
    const revokedAt = scope.clock.now();
    const [key] = await tx
      .update(apiKeys)
      .set({ revokedAt })
      .where(and(mine, isNull(apiKeys.revokedAt)))
      .returning();
    if (!key) {
      const [before] = await tx.select().from(apiKeys).where(mine);
      if (!before?.revokedAt) throw new NotFoundError("API key");
      return ok({ id, revokedAt: before.revokedAt });
    }
    await appendEntry(tx, scope, {
      merchantId,
      action: "api_key.revoke",
      subject: `api_key/${id}`,
      subjectName: `${key.name} (${owner}, ${key.environment})`,
      before: { state: "active", appKey: key.appKey },
      after: { state: "revoked" },
    });
    return ok({ id, revokedAt });
  });
}
