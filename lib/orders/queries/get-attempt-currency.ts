import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts } from "#db/schema/orders.ts";
import { NotFoundError } from "#lib/kit/errors.ts";

/** ISO 4217. Throws NotFoundError. */
export async function getAttemptCurrency(
  tx: Transaction,
  place: { merchantId: string; orderId: string; attempt: number },
): Promise<string> {
  const [attempt] = await tx
    .select({ currency: attempts.currency })
    .from(attempts)
    .where(
      and(
        eq(attempts.merchantId, place.merchantId),
        eq(attempts.orderId, place.orderId),
        eq(attempts.number, place.attempt),
      ),
    );
  if (!attempt) throw new NotFoundError("Attempt");
  return attempt.currency;
}
