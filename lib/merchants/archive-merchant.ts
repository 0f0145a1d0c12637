import { eq } from "drizzle-orm";
import type { z } from "zod";
import { merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { archiveMerchantInput } from "./schema.ts";

/** Closes a merchant: nothing is sent any more. Its orders and history stay. Throws NotFoundError, PermissionError. */
export async function archiveMerchant(
  scope: Scope,
  input: z.input<typeof archiveMerchantInput>,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "merchants.write");
  const { merchantId } = archiveMerchantInput.parse(input);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    if (merchant.archivedAt) return ok({ changed: false });
    const after = { state: "closed", archivedAt: scope.clock.now() } as const;
    await tx.update(merchants).set(after).where(eq(merchants.id, merchantId));
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.archive",
      subject: merchantId,
      subjectName: merchant.name,
      before: { state: merchant.state },
      after: { state: after.state },
    });
    return ok({ changed: true });
  });
}
