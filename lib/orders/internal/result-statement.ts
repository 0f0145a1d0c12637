import { orderEvents } from "#db/schema/orders.ts";
import { insertInto, type Statement, statement } from "#db/statement.ts";
import { appendLedgerStatement } from "#lib/ledger/append-ledger-statement.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import type { AttemptResult, EvaluateAnswer } from "../schema.ts";
import { EVALUATE, type KeyPlace } from "./idempotency.ts";
import { afterAnswer } from "./poll-pace.ts";

/** What the statement did; both in nearly every case. */
export type Written = {
  /** The key has its answer; the attempt was still begun and has its result, with its event and fact. */
  written: boolean;
  /** The order shows it, because no other attempt came meanwhile. */
  shown: boolean;
};

/**
 * Commit 2 as the parts of one statement: each happens only when the one before did. The order's row is locked before
 * the key's, as everywhere, so that a repeat in another gateway never waits in a circle.
 */
export function resultParts(given: {
  attempt: { merchantId: string; orderId: string; number: number };
  key: KeyPlace;
  result: AttemptResult;
  answer: EvaluateAnswer;
  event: typeof orderEvents.$inferInsert;
  /** Null for what nobody knows. */
  fact: LedgerEvent | null;
  at: Date;
}): Record<string, Statement> {
  const { attempt, key, result, answer, event, fact } = given;
  const { merchantId, orderId, number } = attempt;
  const at = given.at.toISOString();
  const { endedBy, pollAt } = afterAnswer(result, given.at);
  return {
    locked: statement`
      SELECT attempts_count FROM orders
      WHERE merchant_id = ${merchantId} AND id = ${orderId} AND EXISTS (SELECT FROM tenant) FOR UPDATE`,
    answered: statement`
      UPDATE idempotency_keys SET answer = ${JSON.stringify(answer)}, answer_status = ${answer.refusal?.status ?? 200}
      WHERE merchant_id = ${merchantId} AND environment = ${key.environment} AND operation = ${EVALUATE}
        AND key = ${key.idempotencyKey} AND answer IS NULL AND EXISTS (SELECT FROM locked)
      RETURNING attempt`,
    written: statement`
      UPDATE attempts SET state = ${result.state}, sent = ${result.sent}, reason = ${result.reason},
        target = ${result.trace.target}, trace = ${JSON.stringify(result.trace)},
        flexcharge_order_id = ${result.flexchargeOrderId}, answer = ${result.answer},
        answer_status = ${result.answerStatus}, answered_at = ${at}, upstream_ms = ${result.upstreamMs},
        ended_by = ${endedBy}, poll_at = ${pollAt?.toISOString() ?? null}
      WHERE merchant_id = ${merchantId} AND order_id = ${orderId} AND number = ${number}
        AND state = 'unknown' AND reason IS NULL AND EXISTS (SELECT FROM answered)
      RETURNING number`,
    told: insertInto(orderEvents, [event], { from: "written" }),
    ...(fact ? { counted: appendLedgerStatement([fact], "written") } : {}),
    shown: statement`
      UPDATE orders SET state = ${result.state}, sent = ${result.sent}, reason = ${result.reason}, updated_at = ${at},
        flexcharge_order_id = COALESCE(${result.flexchargeOrderId}, flexcharge_order_id)
      WHERE merchant_id = ${merchantId} AND id = ${orderId} AND attempts_count = ${number}
        AND EXISTS (SELECT FROM written)
      RETURNING id`,
  };
}

export const RESULT_ANSWER =
  "SELECT EXISTS (SELECT FROM written) AS written, EXISTS (SELECT FROM shown) AS shown";
