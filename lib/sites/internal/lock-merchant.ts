import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { NotFoundError } from "#lib/kit/errors.ts";

/** Makes the changes of one merchant's sites follow each other, so that what was just looked at stays true. */
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
