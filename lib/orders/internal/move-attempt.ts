import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, type orders } from "#db/schema/orders.ts";
import { appendLedgerEvent } from "#lib/ledger/append-ledger-event.ts";
import type { LedgerSource } from "#lib/ledger/schema.ts";
import type { AttemptState, Reason } from "#lib/terms.ts";
import { FINAL_RANK, nextState, RANKS } from "../rules.ts";
import { outcomeFact } from "./ledger-facts.ts";
import { firstPollAt } from "./poll-pace.ts";
import { attemptPlace, showOnOrder } from "./show-on-order.ts";
import { tellMerchant } from "./tell-merchant.ts";

export type OrderRow = typeof orders.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

export type Move = {
  to: AttemptState;
  source: LedgerSource;
  reason?: Reason | null;
  flexchargeOrderId?: string | null;
  answer?: string | null;
  answerStatus?: number | null;
  /** When it happened there, as FlexCharge says; absent: now. */
  happenedAt?: Date;
  /** Only of an end; absent: a person's or settlement's doing, by `source`. */
  endedBy?: EndedBy;
  /** Of a notice that tells it. */
  noticeAt?: Date;
  /** The notice's own text, for the merchant. */
  body?: string | undefined;
};
export type EndedBy = NonNullable<AttemptRow["endedBy"]>;

/**
 * Moves an attempt on from the state it was read in, with its order, the ledger and what the merchant is told. False when
 * it has meanwhile
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
      pollAt: firstPollAt(move.to, attempt.expiresAt, at),
      ...(RANKS[move.to] === FINAL_RANK ? { endedBy: move.endedBy ?? endedBy(move.source) } : {}),
      ...(move.noticeAt ? { noticeAt: move.noticeAt } : {}),
      ...(move.answer === undefined ? {} : { answer: move.answer, answerStatus: move.answerStatus }),
    })
    .where(and(attemptPlace(attempt), eq(attempts.state, attempt.state)))
    .returning({ number: attempts.number });
  if (moved.length === 0) return false;
  const { number, amountMinor, sent } = attempt;
  const now = { number, amountMinor, sent, state: move.to, reason };
  await showOnOrder(tx, attempt, { state: move.to, sent, reason, flexchargeOrderId }, at);
  const happenedAt = move.happenedAt ?? at;
  await appendLedgerEvent(tx, outcomeFact(order, now, move.source, happenedAt));
  const { to: state, source, body } = move;
  await tellMerchant(tx, order, attempt, { state, at: happenedAt, source, flexchargeOrderId, body });
  return true;
}

/** A capture or cancel by a key is a person's doing too; what our own programs found out was settled. */
function endedBy(source: LedgerSource): EndedBy {
  return source === "person" || source === "gateway" ? "person" : "settlement";
}
