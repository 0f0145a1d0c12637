import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";
import { readAccount, writeAccount } from "./internal/account-row.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";

/**
 * Notes in the caller's transaction that FlexCharge made an account of the merchant's application: a merchant in
 * onboarding becomes active with it. The caller writes the audit. A linked account stays linked.
 */
export async function markConverted(
  tx: Transaction,
  scope: Scope,
  { merchantId, environment }: { merchantId: string; environment: Environment },
): Promise<void> {
  const merchant = await lockMerchant(tx, merchantId);
  const account = await readAccount(tx, merchantId, environment);
  if (account.standing !== "none") return;
  await writeAccount(tx, merchantId, environment, { standing: "converted", standingAt: scope.clock.now() });
  if (merchant.state === "onboarding")
    await tx.update(merchants).set({ state: "active" }).where(eq(merchants.id, merchantId));
}
