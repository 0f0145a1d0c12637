import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { orderEvents } from "#db/schema/orders.ts";
import { refunds } from "#db/schema/refunds.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { newId } from "#lib/kit/ids.ts";
import { refuse } from "#lib/kit/result.ts";
import type { Environment } from "#lib/terms.ts";
import type { RefundOutcome } from "../refund-order.ts";
import { allowedActions, moneyOf } from "../rules.ts";
import { eventRow } from "./event-row.ts";
import { auditOrder, type LockedOrder } from "./lock-order.ts";
import type { OrderRow } from "./move-attempt.ts";
import type { CallKey } from "./once-per-key.ts";

export type RefundRow = typeof refunds.$inferSelect;

export type RefundBeginning =
  | { kind: "refused"; outcome: RefundOutcome }
  | { kind: "key_taken"; order: OrderRow }
  | { kind: "begun"; order: OrderRow; refund: RefundRow; flexchargeOrderId: string; target: Environment };

/** A refund whose program was killed is looked into when its call must be over. */
const LOOK_AFTER_MS = 60_000;

/** Commit 1 of a refund: what may still be paid back is counted under the order's lock, and the wish is written down. */
export async function beginRefund(
  tx: Transaction,
  scope: Scope,
  { order, showing }: LockedOrder,
  request: {
    amountMinor: number;
    currency?: string | undefined;
    message?: string | undefined;
    reason?: string | undefined;
    idempotencyKey?: string | undefined;
  },
  key: CallKey,
): Promise<RefundBeginning> {
  if (!(await key.claim(tx, order.id, showing.number))) return { kind: "key_taken", order };
  const refused = async (outcome: RefundOutcome): Promise<RefundBeginning> => {
    await key.answer(tx, outcome);
    return { kind: "refused", outcome };
  };
  const { amountMinor } = request;
  const flexchargeOrderId = showing.flexchargeOrderId;
  if (!allowedActions(showing).includes("refund") || !flexchargeOrderId) {
    return refused(refuse({ reason: "NOT_REFUNDABLE" }));
  }
  if (request.currency && request.currency !== showing.currency) {
    return refused(refuse({ reason: "WRONG_CURRENCY", currency: showing.currency }));
  }
  const { remainingMinor } = moneyOf(showing, await refundsOf(tx, order));
  if (amountMinor > remainingMinor) return refused(refuse({ reason: "ABOVE_REMAINING", remainingMinor }));

  const at = scope.clock.now();
  const [refund] = await tx
    .insert(refunds)
    .values({
      merchantId: order.merchantId,
      id: newId("refund", at.getTime()),
      orderId: order.id,
      environment: order.environment,
      attempt: showing.number,
      state: "requested",
      amountMinor,
      currency: showing.currency,
      message: request.message ?? null,
      reason: request.reason ?? null,
      idempotencyKey: request.idempotencyKey ?? null,
      requestedAt: at,
      settleAt: new Date(at.getTime() + LOOK_AFTER_MS),
      byKind: scope.actor.kind,
      byId: scope.actor.id,
      byName: scope.actor.name,
    })
    .returning();
  if (!refund) throw new Error("the refund was not written");
  const told = { refundId: refund.id, amountMinor, currency: refund.currency };
  const reason = request.reason ?? null;
  await tx.insert(orderEvents).values(
    eventRow(refund, at, "refund.requested", {
      attempt: showing.number,
      ...told,
      reason,
      byName: scope.actor.name,
      requestId: scope.requestId,
    }),
  );
  await auditOrder(tx, scope, order, { action: "order.refund", after: told, reason: request.reason });
  return {
    kind: "begun",
    order,
    refund,
    flexchargeOrderId,
    target: showing.target ?? order.environment,
  };
}

export function refundsOf(tx: Transaction, order: { merchantId: string; id: string }): Promise<RefundRow[]> {
  return tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.merchantId, order.merchantId), eq(refunds.orderId, order.id)))
    .orderBy(refunds.requestedAt, refunds.id);
}
