import { and, eq, isNull } from "drizzle-orm";
import { sessions } from "#db/schema/people.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok } from "#lib/kit/result.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { inScope } from "./in-scope.ts";
import { tenantName } from "./internal/tenant-name.ts";
import { requirePermission, type Scope } from "./open-scope.ts";

const HOUR_MS = 60 * 60_000;

/**
 * Lets one session of partner staff see a merchant's console as its people see it, read-only, for an hour
 * (product.md §13). Both ids are in the merchant's audit. Throws NotFoundError, to a merchant's people always.
 */
export async function startViewing(
  scope: Scope,
  { sessionId, merchantId }: { sessionId: string; merchantId: string },
): Promise<{ ok: true; value: { until: Date } }> {
  requirePermission(scope, "merchants.read");
  if (scope.tenant !== EVERY_TENANT || merchantId === PARTNER_TENANT) throw new NotFoundError("Merchant");
  return inScope(scope, async (tx) => {
    const name = await tenantName(tx, merchantId);
    const until = new Date(scope.clock.now().getTime() + HOUR_MS);
    const begun = await tx
      .update(sessions)
      .set({ viewAsMerchantId: merchantId, viewAsUntil: until })
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, scope.actor.id), isNull(sessions.revokedAt)))
      .returning({ id: sessions.id });
    if (begun.length === 0) throw new NotFoundError("Session");
    await appendEntry(tx, scope, {
      merchantId,
      action: "viewing.start",
      subject: merchantId,
      subjectName: name,
      after: { userId: scope.actor.id, until: until.toISOString() },
    });
    return ok({ until });
  });
}
