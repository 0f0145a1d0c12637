import type { Transaction } from "#db/client.ts";
import { orderEvents } from "#db/schema/orders.ts";
import { refunds } from "#db/schema/refunds.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { refundsOf } from "./internal/begin-refund.ts";
import { bookRefund } from "./internal/book-refund.ts";
import { eventRow } from "./internal/event-row.ts";
import { lockOrder } from "./internal/lock-order.ts";

export type ExternalRefund =
  | { kind: "booked"; amountMinor: number }
  /** Our own refund, or one that was booked before: nothing new. */
  | { kind: "known" }
  /** A refund of ours is under way or not certain: what FlexCharge has paid may be that one. */
  | { kind: "open" };

/**
 * Books money that went back in FlexCharge's own portal (product.md §9): the difference between what FlexCharge has
 * paid back of the order in all and what we know of, under the order's lock. So neither our own refunds nor a notice
 * that comes twice count twice. Needs `orders.settle`. Throws NotFoundError.
 * @param told.paidBackMinor in all, in minor units; may be older than now
 * @param told.openIsPaid count our own uncertain refunds as paid instead of waiting for them
 */
export async function recordExternalRefund(
  tx: Transaction,
  scope: Scope,
  place: { merchantId: string; orderId: string; attempt: number },
  told: { paidBackMinor: number; at: Date; noticeId: string | null; openIsPaid?: boolean },
): Promise<ExternalRefund> {
  requirePermission(scope, "orders.settle");
  const locked = await lockOrder(tx, place);
  const meant = locked.attempts.find(({ number }) => number === place.attempt);
  if (!meant) throw new NotFoundError("Attempt");
  // Retries of a sync rebill are one order there: what was paid back is the approved one's.
  const alike = locked.attempts.filter(
    (each) =>
      each === meant || (each.flexchargeOrderId && each.flexchargeOrderId === meant.flexchargeOrderId),
  );
  const paid = alike.find(({ state }) => state === "approved" || state === "late_approval") ?? meant;
  const known = (await refundsOf(tx, locked.order)).filter(
    (refund) => refund.state !== "failed" && alike.some(({ number }) => number === refund.attempt),
  );
  const isOpen = known.some(({ state }) => state === "requested" || state === "unconfirmed");
  const knownMinor = known.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const amountMinor = told.paidBackMinor - knownMinor;
  if (isOpen && !told.openIsPaid) return { kind: "open" };
  if (amountMinor <= 0) return { kind: "known" };

  const now = scope.clock.now();
  const { merchantId, orderId } = place;
  const { number: attempt, currency } = paid;
  const refundId = newId("refund", now.getTime());
  await tx.insert(refunds).values({
    merchantId,
    id: refundId,
    orderId,
    environment: locked.order.environment,
    attempt,
    state: "external",
    amountMinor,
    currency,
    requestedAt: told.at,
    settledAt: now,
    byKind: "flexcharge",
    byId: told.noticeId ?? "flexcharge",
    byName: "FlexCharge",
  });
  const data = { attempt, refundId, amountMinor, currency, noticeId: told.noticeId };
  const happenedAt = told.at.toISOString();
  await tx.insert(orderEvents).values(eventRow(place, now, "refund.external", { ...data, happenedAt }));
  const source = told.noticeId === null ? "poll" : "notice";
  await bookRefund(tx, locked, { id: refundId, attempt, amountMinor }, source, { happenedAt: told.at, now });
  return { kind: "booked", amountMinor };
}
