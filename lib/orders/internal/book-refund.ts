import type { Transaction } from "#db/client.ts";
import { orders } from "#db/schema/orders.ts";
import { appendLedgerEvent } from "#lib/ledger/append-ledger-event.ts";
import type { LedgerSource } from "#lib/ledger/schema.ts";
import { refundFact } from "./ledger-facts.ts";
import type { LockedOrder } from "./lock-order.ts";
import { moveAttempt } from "./move-attempt.ts";
import { orderPlace } from "./show-on-order.ts";

/**
 * Money that is known to have gone back: the order's sum and the ledger. `happenedAt` is when it went, `now` when we
 * heard. The order's row must be locked.
 */
export async function bookRefund(
  tx: Transaction,
  { order, attempts }: LockedOrder,
  refund: { id: string; attempt: number; amountMinor: number },
  source: LedgerSource,
  { happenedAt, now }: { happenedAt: Date; now: Date },
): Promise<void> {
  const refundedMinor = order.refundedMinor + refund.amountMinor;
  const place = orderPlace({ merchantId: order.merchantId, orderId: order.id });
  await tx.update(orders).set({ refundedMinor, updatedAt: now }).where(place);
  order.refundedMinor = refundedMinor;
  await appendLedgerEvent(tx, refundFact(order, refund, source, happenedAt));
  const paidBack = attempts.find(({ number }) => number === refund.attempt);
  // An approval that came too late and went back as a whole was never a rescue (product.md §7).
  if (paidBack?.state === "late_approval" && refundedMinor >= paidBack.amountMinor) {
    await moveAttempt(tx, order, paidBack, { to: "cancelled", source }, now);
  }
}
