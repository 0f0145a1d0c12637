import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { credentialSets } from "#db/schema/credentials.ts";
import { merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { MerchantRefusal } from "./errors.ts";
import { readAccount, writeAccount } from "./internal/account-row.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { linkAccountInput } from "./schema.ts";

/**
 * Confirms that the verified credentials of an environment are this merchant's own FlexCharge account. A merchant in
 * onboarding becomes active with its first account. Linking again changes nothing. Source: product.md §5.
 */
export async function linkAccount(
  scope: Scope,
  input: z.input<typeof linkAccountInput>,
): Promise<
  Result<{ changed: boolean }, Extract<MerchantRefusal, { reason: "CREDENTIALS_NOT_VERIFIED" | "ARCHIVED" }>>
> {
  requirePermission(scope, "merchants.write");
  const { merchantId, environment } = linkAccountInput.parse(input);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    if (merchant.archivedAt) return refuse({ reason: "ARCHIVED" });
    const before = await readAccount(tx, merchantId, environment);
    if (before.standing !== "none") return ok({ changed: false });
    const [verified] = await tx
      .select({ mid: credentialSets.mid })
      .from(credentialSets)
      .where(
        and(
          eq(credentialSets.merchantId, merchantId),
          eq(credentialSets.environment, environment),
          eq(credentialSets.current, true),
          eq(credentialSets.state, "verified"),
        ),
      );
    if (!verified) return refuse({ reason: "CREDENTIALS_NOT_VERIFIED" });
    const state = merchant.state === "onboarding" ? "active" : merchant.state;
    await writeAccount(tx, merchantId, environment, { standing: "linked", standingAt: scope.clock.now() });
    if (state !== merchant.state)
      await tx.update(merchants).set({ state }).where(eq(merchants.id, merchantId));
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.link_account",
      subject: merchantId,
      subjectName: merchant.name,
      before: { environment, standing: before.standing, state: merchant.state },
      after: { environment, standing: "linked", state, mid: verified.mid },
    });
    return ok({ changed: true });
  });
}
