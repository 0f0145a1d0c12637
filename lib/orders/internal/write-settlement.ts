import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orderEvents } from "#db/schema/orders.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { AttemptState } from "#lib/terms.ts";
import type { SettledHow } from "../schema.ts";
import { eventRow } from "./event-row.ts";
import { auditOrder, sourceOf } from "./lock-order.ts";
import { type AttemptRow, moveAttempt, type OrderRow } from "./move-attempt.ts";
import { clearPending, recordEnding } from "./pending-call.ts";
import { backOffMs } from "./settlement-rule.ts";
import { attemptPlace } from "./show-on-order.ts";

/** What came of asking FlexCharge about an attempt that was open. */
export type SettleAct =
  | {
      do: "move";
      to: AttemptState;
      how: SettledHow;
      flexchargeOrderId: string | null;
      answer?: string;
      answerStatus?: number;
      sentAgain?: boolean;
    }
  | { do: "give_up"; why: string }
  | { do: "wait"; why: string; sentAgain?: boolean };

type Settled = { settled: boolean; state: AttemptState; note: string | null };

const NOTE_MAX = 200;

/** Writes what was heard, with its history and the ledger; the order's row is locked and the attempt as it was read. */
export async function writeSettlement(
  tx: Transaction,
  scope: Scope,
  order: OrderRow,
  attempt: AttemptRow,
  act: SettleAct,
): Promise<Settled> {
  const at = scope.clock.now();
  const { number, pending, state } = attempt;
  if (act.do !== "give_up" && act.sentAgain) {
    const result = act.do === "move" ? act.to : act.why;
    await tx
      .insert(orderEvents)
      .values(eventRow(attempt, at, "evaluate.sent_again", { attempt: number, result }));
  }
  if (act.do === "wait") return wait(tx, scope, attempt, act.why);
  if (act.do === "give_up") {
    await clearPending(tx, attempt, pending ?? "capture");
    await recordEnding(tx, attempt, pending ?? "capture", at, { result: "failed", message: act.why });
    return { settled: true, state, note: null };
  }
  const { to, how, flexchargeOrderId, answer, answerStatus } = act;
  // "Nobody answered" stays the reason only where nobody ever did.
  const reason = how === "not_known_there" ? attempt.reason : null;
  await moveAttempt(
    tx,
    order,
    attempt,
    {
      to,
      source: sourceOf(scope),
      reason,
      flexchargeOrderId,
      ...(answer === undefined ? {} : { answer, answerStatus: answerStatus ?? null }),
    },
    at,
  );
  if (state === "unknown") {
    const told = { attempt: number, state: to, how, flexchargeOrderId, byName: scope.actor.name };
    await tx.insert(orderEvents).values(eventRow(attempt, at, "attempt.settled", told));
    await auditOrder(tx, scope, order, {
      action: "order.settle",
      after: { attempt: number, state: to, how },
    });
  }
  if (pending) {
    const done = pending === "cancel" ? to === "cancelled" : to === "approved";
    const ending = { result: done ? ("confirmed" as const) : ("failed" as const), message: null };
    await recordEnding(tx, attempt, pending, at, ending);
  }
  return { settled: true, state: to, note: null };
}

async function wait(tx: Transaction, scope: Scope, attempt: AttemptRow, why: string): Promise<Settled> {
  const at = scope.clock.now();
  const note = why.slice(0, NOTE_MAX);
  const pauseMs = backOffMs(attempt.settleTries, at.getTime() - attempt.begunAt.getTime());
  await tx
    .update(attempts)
    .set({
      settleTries: attempt.settleTries + 1,
      settleNote: note,
      // Up to a fifth more, so that an outage's orders do not all come back at once.
      settleAt: new Date(at.getTime() + pauseMs * (1 + Math.random() / 5)),
    })
    .where(and(attemptPlace(attempt), eq(attempts.state, attempt.state)));
  if (note !== attempt.settleNote) {
    const told = { attempt: attempt.number, cause: note };
    await tx.insert(orderEvents).values(eventRow(attempt, at, "attempt.still_unknown", told));
  }
  return { settled: false, state: attempt.state, note };
}
