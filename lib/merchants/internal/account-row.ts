import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { flexchargeAccounts } from "#db/schema/merchants.ts";
import type { Environment } from "#lib/terms.ts";

type Account = typeof flexchargeAccounts.$inferSelect;

export async function readAccount(
  tx: Transaction,
  merchantId: string,
  environment: Environment,
): Promise<Pick<Account, "standing" | "mit">> {
  const here = and(
    eq(flexchargeAccounts.merchantId, merchantId),
    eq(flexchargeAccounts.environment, environment),
  );
  const [account] = await tx.select().from(flexchargeAccounts).where(here);
  return account ?? { standing: "none", mit: "unknown" };
}

export async function writeAccount(
  tx: Transaction,
  merchantId: string,
  environment: Environment,
  change: Partial<Omit<Account, "merchantId" | "environment">>,
): Promise<void> {
  await tx
    .insert(flexchargeAccounts)
    .values({ merchantId, environment, ...change })
    .onConflictDoUpdate({
      target: [flexchargeAccounts.merchantId, flexchargeAccounts.environment],
      set: change,
    });
}
