import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { inOneTrip, inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendLedgerEvent } from "#lib/ledger/append-ledger-event.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import { eventRow } from "./internal/event-row.ts";
import { answerKey, type KeyPlace, readKey } from "./internal/idempotency.ts";
import { outcomeFact } from "./internal/ledger-facts.ts";
import { afterAnswer } from "./internal/poll-pace.ts";
import { RESULT_ANSWER, resultParts, type Written } from "./internal/result-statement.ts";
import { attemptPlace, orderPlace, showOnOrder } from "./internal/show-on-order.ts";
import { nextState } from "./rules.ts";
import type { AttemptResult, EvaluateAnswer, EvaluateRequest } from "./schema.ts";

/** Whose key it is, and what the ledger says of the order. */
type AnsweredRequest = KeyPlace &
  Pick<EvaluateRequest, "externalId" | "amountMinor" | "currency" | "descriptor">;

export type AnsweredAttempt = { merchantId: string; orderId: string; number: number; isMit: boolean };

/**
 * Commit 2 of an evaluate: the result, written only while the attempt is still begun, with its history and the
 * answer that every repeat of the key will get. Returns the answer that stands, which differs from `answer` when
 * somebody who waited for this one gave up first.
 */
export async function recordAnswer(
  scope: Scope,
  attempt: AnsweredAttempt,
  key: AnsweredRequest,
  result: AttemptResult,
  answer: EvaluateAnswer,
  cause: string | null,
): Promise<EvaluateAnswer> {
  const at = scope.clock.now();
  const event = resultEvent(attempt, result, cause, at);
  const fact = outcomeOf(attempt, key, result, at);
  const parts = resultParts({ attempt, key, result, answer, event, fact, at });
  const [row] = await inOneTrip(scope, parts, RESULT_ANSWER);
  const done = row as Written | undefined;
  if (!done?.written) return recordOvertaken(scope, attempt, key, result, answer, cause);
  if (!done.shown) await inScope(scope, (tx) => showOnOrder(tx, attempt, result, at));
  return answer;
}

/** Only while still begun: unknown, and nobody has said why yet. */
async function writeResult(
  tx: Transaction,
  attempt: AnsweredAttempt,
  result: AttemptResult,
  at: Date,
): Promise<boolean> {
  const written = await tx
    .update(attempts)
    .set({
      state: result.state,
      sent: result.sent,
      reason: result.reason,
      target: result.trace.target,
      trace: JSON.stringify(result.trace),
      flexchargeOrderId: result.flexchargeOrderId,
      answer: result.answer,
      answerStatus: result.answerStatus,
      answeredAt: at,
      upstreamMs: result.upstreamMs,
      ...afterAnswer(result, at),
    })
    .where(and(attemptPlace(attempt), eq(attempts.state, "unknown"), isNull(attempts.reason)))
    .returning({ number: attempts.number });
  return written.length === 1;
}

/**
 * The rare road: a waiting duplicate had told the checkout DECLINED, or a job had settled the attempt. What the
 * checkout was told stands; an approval that it was not told of is a late one, unless the order is MIT, which the
 * merchant learns by webhook anyway (product.md §7).
 */
async function recordOvertaken(
  scope: Scope,
  attempt: AnsweredAttempt,
  key: AnsweredRequest,
  result: AttemptResult,
  answer: EvaluateAnswer,
  cause: string | null,
): Promise<EvaluateAnswer> {
  const at = scope.clock.now();
  return inScope(scope, async (tx) => {
    await tx.select({ id: orders.id }).from(orders).where(orderPlace(attempt)).for("update");
    const told = (await readKey(tx, key))?.answer ?? null;
    const late = told !== null && told.state !== "approved" && result.state === "approved" && !attempt.isMit;
    const heard: AttemptResult = late ? { ...result, state: "late_approval" } : result;
    if (await writeResult(tx, attempt, heard, at)) {
      await tx.insert(orderEvents).values(resultEvent(attempt, heard, cause, at));
      const fact = outcomeOf(attempt, key, heard, at);
      if (fact) await appendLedgerEvent(tx, fact);
      await showOnOrder(tx, attempt, heard, at);
    } else {
      const [now] = await tx.select({ state: attempts.state }).from(attempts).where(attemptPlace(attempt));
      const stands = now?.state ?? "unknown";
      if (!nextState(stands, heard.state).changed) {
        const ignored = { attempt: attempt.number, stands, came: heard.state };
        await tx.insert(orderEvents).values(eventRow(attempt, at, "result.ignored", ignored));
      }
    }
    if (told) return told;
    await answerKey(tx, key, answer);
    return answer;
  });
}

/** For the ledger; null for what nobody knows: the evaluate itself says that it is open. */
function outcomeOf(
  attempt: AnsweredAttempt,
  request: AnsweredRequest,
  result: AttemptResult,
  at: Date,
): LedgerEvent | null {
  if (result.state === "unknown") return null;
  const { channel, siteId, campaignId } = result.trace;
  const { state, sent, reason } = result;
  const told = { number: attempt.number, amountMinor: request.amountMinor, state, sent, reason };
  return outcomeFact({ ...request, channel, siteId, campaignId }, told, "gateway", at);
}

function resultEvent(attempt: AnsweredAttempt, result: AttemptResult, cause: string | null, at: Date) {
  const number = attempt.number;
  if (result.state === "unknown") {
    const data = { attempt: number, cause: cause ?? "unknown", ms: result.upstreamMs };
    return eventRow(attempt, at, "evaluate.unknown", data);
  }
  if (result.state === "not_sent") {
    const data = { attempt: number, reason: result.reason ?? "", cause: cause ?? "" };
    return eventRow(attempt, at, "evaluate.not_accepted", data);
  }
  return eventRow(attempt, at, "evaluate.answered", {
    attempt: number,
    state: result.state,
    status: result.answerStatus,
    flexchargeOrderId: result.flexchargeOrderId,
    ms: result.upstreamMs,
  });
}
