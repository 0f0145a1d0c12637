import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { NotFoundError } from "#lib/kit/errors.ts";

/** Makes the changes of one merchant's endpoints follow each other. Throws NotFoundError. */
export async function lockMerchant(tx: Transaction, merchantId: string): Promise<{ isArchived: boolean }> {
  const [merchant] = await tx
    .select({ archivedAt: merchants.archivedAt })
    .from(merchants)
    .where(eq(merchants.id, merchantId))
    .for("no key update");
  if (!merchant) throw new NotFoundError("Merchant");
  return { isArchived: merchant.archivedAt !== null };
}
