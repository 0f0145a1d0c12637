import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { partner } from "#db/schema/partner.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

/** Name of the merchant, or of the partner for PARTNER_TENANT. Throws NotFoundError outside the scope. */
export async function tenantName(tx: Transaction, merchantId: string): Promise<string> {
  if (merchantId === PARTNER_TENANT) {
    const [row] = await tx.select({ name: partner.name }).from(partner);
    return row?.name ?? "Partner";
  }
  const [row] = await tx.select({ name: merchants.name }).from(merchants).where(eq(merchants.id, merchantId));
  if (!row) throw new NotFoundError("Merchant");
  return row.name;
}
