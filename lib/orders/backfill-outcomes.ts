import { and, eq, inArray } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { attempts } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { type BackfillInput, backfillInput } from "./schema.ts";

/**
 * FlexCharge is asked at once about every open order of a merchant in one environment, because notices were lost
 * (product.md §9): what is in work, on hold or to be captured there by polling, what is not known by settlement.
 * `asked` is how many; again while they are open asks again. Needs `orders.settle`. Throws NotFoundError.
 */
export async function backfillOutcomes(
  scope: Scope,
  input: BackfillInput,
): Promise<Result<{ asked: number }, never>> {
  requirePermission(scope, "orders.settle");
  const { merchantId, environment } = backfillInput.parse(input);
  return inScope(scope, async (tx) => {
    const [merchant] = await tx
      .select({ name: merchants.name })
      .from(merchants)
      .where(eq(merchants.id, merchantId));
    if (!merchant) throw new NotFoundError("Merchant");
    const now = scope.clock.now();
    const ofMerchant = and(eq(attempts.merchantId, merchantId), eq(attempts.target, environment));
    const open = await tx
      .update(attempts)
      .set({ pollAt: now })
      .where(and(ofMerchant, inArray(attempts.state, ["submitted", "challenge", "capture_required"])))
      .returning({ number: attempts.number });
    const unknown = await tx
      .update(attempts)
      .set({ settleAt: now })
      .where(and(ofMerchant, eq(attempts.state, "unknown")))
      .returning({ number: attempts.number });
    const asked = open.length + unknown.length;
    await appendEntry(tx, scope, {
      merchantId,
      action: "orders.backfill",
      subject: merchantId,
      subjectName: merchant.name,
      after: { environment, asked },
    });
    return ok({ asked });
  });
}
