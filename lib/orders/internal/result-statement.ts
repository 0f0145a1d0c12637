import type { orderEvents } from "#db/schema/orders.ts";
import { type Statement, statement } from "#db/statement.ts";
import type { AttemptResult, EvaluateAnswer } from "../schema.ts";
import { EVALUATE, type KeyPlace } from "./idempotency.ts";

/** What the statement did; all three in nearly every case. */
export type Written = {
  /** The key has its answer. */
  answered: boolean;
  /** The attempt was still begun and has its result, with its event. */
  written: boolean;
  /** The order shows it, because no other attempt came meanwhile. */
  shown: boolean;
};

/**
 * Commit 2 as one statement: each part happens only when the one before did. The order's row is locked before the
 * key's, as everywhere, so that a repeat in another gateway never waits in a circle.
 */
export function resultStatement(given: {
  attempt: { merchantId: string; orderId: string; number: number };
  key: KeyPlace;
  result: AttemptResult;
  answer: EvaluateAnswer;
  event: typeof orderEvents.$inferInsert;
  at: Date;
}): Statement {
  const { attempt, key, result, answer, event } = given;
  const { merchantId, orderId, number } = attempt;
  const at = given.at.toISOString();
  return statement`
    WITH locked AS (
      SELECT attempts_count FROM orders WHERE merchant_id = ${merchantId} AND id = ${orderId} FOR UPDATE
    ), answered AS (
      UPDATE idempotency_keys SET answer = ${JSON.stringify(answer)}, answer_status = ${answer.refusal?.status ?? 200}
      WHERE merchant_id = ${merchantId} AND environment = ${key.environment} AND operation = ${EVALUATE}
        AND key = ${key.idempotencyKey} AND answer IS NULL AND EXISTS (SELECT FROM locked)
      RETURNING attempt
    ), written AS (
      UPDATE attempts SET state = ${result.state}, sent = ${result.sent}, reason = ${result.reason},
        target = ${result.trace.target}, trace = ${JSON.stringify(result.trace)},
        flexcharge_order_id = ${result.flexchargeOrderId}, answer = ${result.answer},
        answer_status = ${result.answerStatus}, answered_at = ${at}, upstream_ms = ${result.upstreamMs}
      WHERE merchant_id = ${merchantId} AND order_id = ${orderId} AND number = ${number}
        AND state = 'unknown' AND reason IS NULL AND EXISTS (SELECT FROM answered)
      RETURNING number
    ), told AS (
      INSERT INTO order_events (merchant_id, order_id, id, at, type, attempt, data)
      SELECT ${merchantId}::text, ${orderId}::text, ${event.id}::text, ${at}::timestamptz, ${event.type}::text,
        number, ${event.data}::text FROM written
      RETURNING id
    ), shown AS (
      UPDATE orders SET state = ${result.state}, sent = ${result.sent}, reason = ${result.reason}, updated_at = ${at},
        flexcharge_order_id = COALESCE(${result.flexchargeOrderId}, flexcharge_order_id)
      WHERE merchant_id = ${merchantId} AND id = ${orderId} AND attempts_count = ${number}
        AND EXISTS (SELECT FROM written)
      RETURNING id
    )
    SELECT EXISTS (SELECT FROM answered) AS answered, EXISTS (SELECT FROM written) AS written,
      EXISTS (SELECT FROM shown) AS shown`;
}
