import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, type orders } from "#db/schema/orders.ts";
import { appendLedgerEvent } from "#lib/ledger/append-ledger-event.ts";
import type { LedgerSource } from "#lib/ledger/schema.ts";
import type { AttemptState, Reason } from "#lib/terms.ts";
import { nextState } from "../rules.ts";
import { outcomeFact } from "./ledger-facts.ts";
import { attemptPlace, showOnOrder } from "./show-on-order.ts";

export type OrderRow = typeof orders.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

export type Move = {
  to: AttemptState;
  source: LedgerSource;
  reason?: Reason | null;
  flexchargeOrderId?: string | null;
  answer?: string | null;
  answerStatus?: number | null;
};

/**
 * Moves an attempt on from the state it was read in, with its order and the ledger. False when it has meanwhile
 * moved, so that two movers never both win; a jump that the state machine does not know is a mistake of ours (P7).
 * The order's row must be locked.
 */
export async function moveAttempt(
  tx: Transaction,
  order: OrderRow,
  attempt: AttemptRow,
  move: Move,
  at: Date,
): Promise<boolean> {
  if (!nextState(attempt.state, move.to).changed) {
    throw new Error(`an attempt does not go from ${attempt.state} to ${move.to}`);
  }
  const reason = move.reason === undefined ? attempt.reason : move.reason;
  const flexchargeOrderId = move.flexchargeOrderId ?? attempt.flexchargeOrderId;
  const moved = await tx
    .update(attempts)
    .set({
      state: move.to,
      reason,
      flexchargeOrderId,
      answeredAt: at,
      pending: null,
      settleAt: null,
      settleNote: null,
      ...(move.answer === undefined ? {} : { answer: move.answer, answerStatus: move.answerStatus }),
    })
    .where(and(attemptPlace(attempt), eq(attempts.state, attempt.state)))
    .returning({ number: attempts.number });
  if (moved.length === 0) return false;
  const { number, amountMinor, sent } = attempt;
  const now = { number, amountMinor, sent, state: move.to, reason };
  await showOnOrder(tx, attempt, { state: move.to, sent, reason, flexchargeOrderId }, at);
  await appendLedgerEvent(tx, outcomeFact(order, now, move.source, at));
  return true;
}
