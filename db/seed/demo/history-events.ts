import { newId } from "#lib/kit/ids.ts";
import type { DecisionQuestion, DecisionTrace } from "#lib/switching/schema.ts";
import type { AttemptState } from "#lib/terms.ts";
import type { HistoryOrder } from "./history.ts";

/** How an attempt ended: `answered` is FlexCharge's word at once, empty for what was not sent. */
export type End = { state: AttemptState; answered: string; upstreamMs: number; at: Date };

/** What the order page tells of a past order. */
export function tellEvents(
  question: DecisionQuestion,
  trace: DecisionTrace,
  attempt: HistoryOrder["attempts"][number],
  ended: End,
  responseCode: string,
): HistoryOrder["events"] {
  const { merchantId, orderId, transactionId, amountMinor, currency } = attempt;
  const requestId = newId("request", attempt.begunAt.getTime());
  const tell = (at: Date, type: string, data: object) => ({
    merchantId,
    orderId,
    id: newId("event", at.getTime()),
    at,
    type,
    attempt: 1,
    data: JSON.stringify({ attempt: 1, ...data }),
  });
  const events = [
    tell(new Date(question.declinedAt), "decline.received", {
      question,
      transactionId,
      amountMinor,
      currency,
      responseCode,
      responseCodeSource: "nmi",
      keyName: "Northgate checkout",
      requestId,
    }),
    tell(attempt.begunAt, "evaluate.decided", {
      sent: trace.sent,
      reason: trace.reason,
      target: trace.target,
      channel: trace.channel,
    }),
  ];
  if (!attempt.answeredAt) return events;
  const answered: AttemptState = ended.answered === "SUBMITTED" ? "submitted" : ended.state;
  events.push(
    tell(attempt.answeredAt, "evaluate.answered", {
      state: answered,
      status: 200,
      flexchargeOrderId: attempt.flexchargeOrderId,
      ms: attempt.upstreamMs,
    }),
  );
  if (answered !== ended.state) {
    events.push(tell(ended.at, "outcome.recorded", { state: ended.state, source: "notice" }));
  }
  return events;
}
