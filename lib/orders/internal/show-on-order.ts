import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import type { AttemptState, Reason } from "#lib/terms.ts";
import { showingAttempt } from "../rules.ts";

export type AttemptPlace = { merchantId: string; orderId: string; number: number };

/** What an attempt has become, as far as its order shows it. */
export type Shown = {
  state: AttemptState;
  sent: boolean;
  reason: Reason | null;
  flexchargeOrderId: string | null;
};

export function attemptPlace(attempt: AttemptPlace) {
  return and(
    eq(attempts.merchantId, attempt.merchantId),
    eq(attempts.orderId, attempt.orderId),
    eq(attempts.number, attempt.number),
  );
}

export function orderPlace(attempt: { merchantId: string; orderId: string }) {
  return and(eq(orders.merchantId, attempt.merchantId), eq(orders.id, attempt.orderId));
}

/** The order shows what one of its attempts has just become, or another attempt that counts for more. */
export async function showOnOrder(
  tx: Transaction,
  attempt: AttemptPlace,
  result: Shown,
  at: Date,
): Promise<void> {
  const [order] = await tx
    .update(orders)
    .set({
      state: result.state,
      sent: result.sent,
      reason: result.reason,
      updatedAt: at,
      ...(result.flexchargeOrderId ? { flexchargeOrderId: result.flexchargeOrderId } : {}),
    })
    .where(orderPlace(attempt))
    .returning({ attemptsCount: orders.attemptsCount });
  if (!order || order.attemptsCount === attempt.number) return;
  // Another evaluate came meanwhile and was held back because of this one; now its turn to show may have come.
  const all = await tx
    .select({
      number: attempts.number,
      state: attempts.state,
      sent: attempts.sent,
      reason: attempts.reason,
    })
    .from(attempts)
    .where(and(eq(attempts.merchantId, attempt.merchantId), eq(attempts.orderId, attempt.orderId)));
  const { state, sent, reason } = showingAttempt(all);
  await tx.update(orders).set({ state, sent, reason }).where(orderPlace(attempt));
}
