import { and, eq, isNotNull } from "drizzle-orm";
import { sessions } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { tenantName } from "./internal/tenant-name.ts";
import type { Scope } from "./open-scope.ts";

/** Ends what startViewing began. The scope is the person's own one, not the one that they look on with. */
export async function stopViewing(
  scope: Scope,
  { sessionId }: { sessionId: string },
): Promise<{ ok: true; value: { merchantId: string | null } }> {
  return inScope(scope, async (tx) => {
    const mine = and(
      eq(sessions.id, sessionId),
      eq(sessions.userId, scope.actor.id),
      isNotNull(sessions.viewAsMerchantId),
    );
    const [row] = await tx
      .select({ merchantId: sessions.viewAsMerchantId })
      .from(sessions)
      .where(mine)
      .for("update");
    const merchantId = row?.merchantId ?? null;
    if (!merchantId) return ok({ merchantId });
    await tx.update(sessions).set({ viewAsMerchantId: null, viewAsUntil: null }).where(mine);
    await appendEntry(tx, scope, {
      merchantId,
      action: "viewing.stop",
      subject: merchantId,
      subjectName: await tenantName(tx, merchantId),
      after: { userId: scope.actor.id },
    });
    return ok({ merchantId });
  });
}
