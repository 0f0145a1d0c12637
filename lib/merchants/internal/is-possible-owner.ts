import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

/** Somebody of the partner's or of the merchant's own people may own a merchant's switches. */
export async function isPossibleOwner(
  tx: Transaction,
  userId: string,
  merchantId: string | null,
): Promise<boolean> {
  const [user] = await tx.select().from(users).where(eq(users.id, userId));
  return Boolean(user && !user.disabledAt && [PARTNER_TENANT, merchantId].includes(user.merchantId));
}
