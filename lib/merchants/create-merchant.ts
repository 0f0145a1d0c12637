import { flexchargeAccounts, merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";
import type { MerchantRefusal } from "./errors.ts";
import { isPossibleOwner } from "./internal/is-possible-owner.ts";
import { type CreateMerchantInput, createMerchantInput } from "./schema.ts";

/** Adds a merchant in onboarding: nothing is sent for it before an account is linked. Throws PermissionError. */
export async function createMerchant(
  scope: Scope,
  input: CreateMerchantInput,
): Promise<Result<{ id: string }, Extract<MerchantRefusal, { reason: "UNKNOWN_PERSON" }>>> {
  requirePermission(scope, "merchants.write");
  const asked = createMerchantInput.parse(input);
  const merchant = { ...asked, observed: asked.observed ?? asked.integration === "merchant_direct_mit" };
  return inScope(scope, async (tx) => {
    const owner = merchant.activationOwnerId;
    if (owner !== null && !(await isPossibleOwner(tx, owner, null)))
      return refuse({ reason: "UNKNOWN_PERSON" });
    const at = scope.clock.now();
    const id = newId("merchant", at.getTime());
    await tx.insert(merchants).values({ ...merchant, id, createdAt: at });
    await tx
      .insert(flexchargeAccounts)
      .values(ENVIRONMENTS.map((environment) => ({ merchantId: id, environment })));
    await appendEntry(tx, scope, {
      merchantId: id,
      action: "merchant.create",
      subject: id,
      subjectName: merchant.name,
      after: merchant,
    });
    return ok({ id });
  });
}
