import { eq } from "drizzle-orm";
import type { z } from "zod";
import { merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { MerchantRefusal } from "./errors.ts";
import { isPossibleOwner } from "./internal/is-possible-owner.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { setActivationOwnerInput } from "./schema.ts";

/** Names the person who answers for a merchant's switches (product.md §3), or nobody. */
export async function setActivationOwner(
  scope: Scope,
  input: z.input<typeof setActivationOwnerInput>,
): Promise<Result<{ changed: boolean }, Extract<MerchantRefusal, { reason: "UNKNOWN_PERSON" }>>> {
  requirePermission(scope, "merchants.write");
  const { merchantId, userId } = setActivationOwnerInput.parse(input);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    if (merchant.activationOwnerId === userId) return ok({ changed: false });
    if (userId !== null && !(await isPossibleOwner(tx, userId, merchantId)))
      return refuse({ reason: "UNKNOWN_PERSON" });
    await tx.update(merchants).set({ activationOwnerId: userId }).where(eq(merchants.id, merchantId));
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.set_activation_owner",
      subject: merchantId,
      subjectName: merchant.name,
      before: { activationOwnerId: merchant.activationOwnerId },
      after: { activationOwnerId: userId },
    });
    return ok({ changed: true });
  });
}
