import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { NotFoundError } from "#lib/kit/errors.ts";

/** Takes the merchant for this transaction: changes of it follow each other. */
export async function lockMerchant(
  tx: Transaction,
  merchantId: string,
): Promise<typeof merchants.$inferSelect> {
  const [merchant] = await tx
    .select()
    .from(merchants)
    .where(eq(merchants.id, merchantId))
    .for("no key update");
  if (!merchant) throw new NotFoundError("Merchant");
  return merchant;
}
