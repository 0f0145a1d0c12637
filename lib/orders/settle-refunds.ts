import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { refunds } from "#db/schema/refunds.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { type RefundRow, refundsOf } from "./internal/begin-refund.ts";
import { endRefund } from "./internal/finish-refund.ts";
import { type LockedOrder, lockOrder } from "./internal/lock-order.ts";
import { reconcileRefunds } from "./internal/reconcile-refunds.ts";
import { backOffMs } from "./internal/settlement-rule.ts";
import { type OrderTools, openOrderTools } from "./open-order-tools.ts";
import { readPaidBack } from "./read-paid-back.ts";

/** A refund that is younger may still be answered, or paid. */
const UNDER_WAY_MS = 30_000;

/**
 * Asks FlexCharge how much of an order it has paid back and settles the refunds whose end is not known by it
 * (product.md §10). `open` is how many are still not known. Needs `orders.settle`. Throws NotFoundError.
 */
export async function settleRefunds(
  scope: Scope,
  place: { merchantId: string; orderId: string },
  tools: OrderTools = openOrderTools(scope),
): Promise<Result<{ settled: number; open: number }, never>> {
  requirePermission(scope, "orders.settle");
  const before = await inScope(scope, async (tx) => {
    const locked = await lockOrder(tx, place);
    return { locked, all: await refundsOf(tx, locked.order) };
  });
  const open = before.all.filter(isOpen);
  const [first] = open;
  if (!first) return ok({ settled: 0, open: 0 });
  const paidBack = await askPaidBack(tools, before.locked, first.attempt);
  return inScope(scope, async (tx) => {
    const locked = await lockOrder(tx, place);
    const all = await refundsOf(tx, locked.order);
    const now = scope.clock.now().getTime();
    const unchanged =
      all.length === before.all.length && all.every(({ state }, index) => state === before.all[index]?.state);
    const young = all.some((each) => isOpen(each) && now - each.requestedAt.getTime() < UNDER_WAY_MS);
    // What moved while we asked is not what was answered.
    const known = unchanged && !young ? paidBack : null;
    const endings = known === null ? [] : reconcileRefunds(all, known);
    for (const { refund, state } of endings) {
      const { transactionId, responseCode, responseMessage, cause } = refund;
      const why = state === "failed" ? "NOT_PAID_THERE" : cause;
      await endRefund(tx, scope, locked, refund, {
        transactionId,
        responseCode,
        responseMessage,
        state,
        cause: why,
      });
    }
    const left = all.filter((each) => isOpen(each) && !endings.some(({ refund }) => refund === each));
    for (const refund of left) await putOff(tx, refund, now);
    return ok({ settled: endings.length, open: left.length });
  });
}

function isOpen({ state }: RefundRow): boolean {
  return state === "requested" || state === "unconfirmed";
}

/** What FlexCharge says that it has paid back in all, in minor units; null when it does not say. */
async function askPaidBack(
  tools: OrderTools,
  { order, attempts }: LockedOrder,
  number: number,
): Promise<number | null> {
  const attempt = attempts.find((each) => each.number === number);
  if (!attempt?.flexchargeOrderId) return null;
  const account = { merchantId: order.merchantId, environment: attempt.target ?? order.environment };
  const paidBack = await readPaidBack(tools, account, attempt.flexchargeOrderId);
  return paidBack?.refundedMinor ?? null;
}

async function putOff(tx: Transaction, refund: RefundRow, now: number): Promise<void> {
  const pauseMs = backOffMs(refund.settleTries, now - refund.requestedAt.getTime());
  await tx
    .update(refunds)
    .set({ settleTries: refund.settleTries + 1, settleAt: new Date(now + pauseMs) })
    .where(and(eq(refunds.merchantId, refund.merchantId), eq(refunds.id, refund.id)));
}
