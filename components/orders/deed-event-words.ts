import { formatMoney } from "#lib/kit/money.ts";
import type { OrderEvent } from "#lib/orders/schema.ts";
import type { EventWords } from "./event-words.tsx";
import { OUTCOMES } from "./outcome.tsx";
import { refundCause } from "./refund-list.tsx";

type DeedEvent = Extract<
  OrderEvent,
  {
    type:
      | `${"refund" | "chargeback" | "capture" | "cancel" | "attempt" | "late_approval"}.${string}`
      | "evaluate.sent_again";
  }
>;

const SETTLED: Record<Extract<OrderEvent, { type: "attempt.settled" }>["data"]["how"], string> = {
  found: "FlexCharge was asked and told its result.",
  cancelled_in_time: "It had been approved and was cancelled in time: the checkout was told “declined”.",
  approved_late: "It was approved after the checkout was told “declined”, and can no longer be cancelled.",
  not_known_there: "FlexCharge does not know the order: nothing was charged.",
  sent_again: "FlexCharge did not know the rebill; it was sent again under the same key.",
  returned_there: "The money had gone back at FlexCharge.",
};

export function isDeedEvent(event: OrderEvent): event is DeedEvent {
  return /^(refund|chargeback|capture|cancel|attempt|late_approval)\.|^evaluate\.sent_again$/.test(
    event.type,
  );
}

/** What people and the settling job did with an order's money, in the words of the order page. */
export function deedEventWords(event: DeedEvent): EventWords | null {
  switch (event.type) {
    case "refund.requested": {
      const { byName, reason } = event.data;
      return {
        shape: "dot",
        title: `Refund of ${amount(event.data)} requested`,
        detail: reason ? `By ${byName}: “${reason}”.` : `By ${byName}.`,
      };
    }
    case "refund.settled": {
      const { state, cause } = event.data;
      const why = refundCause({ state, cause, responseMessage: state === "failed" ? cause : null });
      const word = state === "external" ? "made at FlexCharge" : state;
      return {
        shape: state === "failed" ? "circle-x" : state === "unconfirmed" ? "circle-dashed" : "check",
        tone: state === "failed" ? "lost" : state === "unconfirmed" ? "open" : "ink",
        title: `Refund of ${amount(event.data)} ${word}`,
        detail: why ? `${why}.` : undefined,
      };
    }
    case "refund.external":
      return {
        shape: "check",
        tone: "ink",
        title: `Refund of ${amount(event.data)} made at FlexCharge`,
        detail: "In FlexCharge’s own portal. It counts like one of ours.",
      };
    case "chargeback.received":
      return {
        shape: "triangle",
        tone: "attn",
        title: `Chargeback of ${amount(event.data)}`,
        detail: event.data.reason ? `The issuer’s reason: ${event.data.reason}.` : undefined,
      };
    case "capture.requested":
      return {
        shape: "dot",
        title: `Capture of ${amount(event.data)} asked`,
        detail: `By ${event.data.byName}.`,
      };
    case "cancel.requested":
      return { shape: "dot", title: "Cancelling asked", detail: `By ${event.data.byName}.` };
    case "capture.ended":
      return ended(event.data, {
        confirmed: "Captured",
        failed: "Not captured",
        unknown: "Capture not certain",
      });
    case "cancel.ended":
      return ended(event.data, {
        confirmed: "Cancelled",
        failed: "Not cancelled",
        unknown: "Cancelling not certain",
      });
    case "attempt.settled": {
      const { shape, tone, detail } = OUTCOMES[event.data.state];
      return {
        shape,
        tone,
        title: `Settled: ${detail.toLowerCase()}`,
        aside: `by ${event.data.byName}`,
        detail: SETTLED[event.data.how],
      };
    }
    case "attempt.still_unknown":
      return {
        shape: "circle-dashed",
        tone: "open",
        title: "Asked FlexCharge, still not known",
        aside: event.data.cause,
      };
    case "evaluate.sent_again":
      return {
        shape: "dot",
        title: "Sent again under the same key",
        aside: event.data.result,
        detail: "FlexCharge did not know the rebill, so it cannot be charged twice.",
      };
    case "late_approval.accepted":
      return {
        ...{ shape: OUTCOMES.approved.shape, tone: OUTCOMES.approved.tone },
        title: "Late approval accepted",
        detail: `By ${event.data.byName}. From here on it counts as rescued.`,
      };
    default:
      return null;
  }
}

function amount({ amountMinor, currency }: { amountMinor: number; currency: string }): string {
  const { number, code } = formatMoney(amountMinor, currency);
  return `${number} ${code}`;
}

function ended(
  data: { result: "confirmed" | "failed" | "unknown"; message: string | null },
  titles: Record<"confirmed" | "failed" | "unknown", string>,
): EventWords {
  const { result, message } = data;
  if (result === "confirmed") return { shape: "check", tone: "ink", title: titles.confirmed };
  if (result === "failed") {
    const said = message ? `FlexCharge said: ${message}` : undefined;
    return { shape: "circle-x", tone: "lost", title: titles.failed, detail: said };
  }
  const asking = "FlexCharge gave no certain answer; we ask until it is known.";
  return {
    shape: "circle-dashed",
    tone: "open",
    title: titles.unknown,
    aside: message ?? undefined,
    detail: asking,
  };
}
