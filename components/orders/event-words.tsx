import type { ReactNode } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import type { Order } from "#lib/orders/queries.ts";
import type { OrderEvent } from "#lib/orders/schema.ts";
import { ATTEMPT_STATES, type AttemptState, DECISION_STEPS, REASONS } from "#lib/terms.ts";
import { deedEventWords, isDeedEvent } from "./deed-event-words.ts";
import { OUTCOMES } from "./outcome.tsx";
import { REASON_WORDS } from "./reason-words.ts";

export type EventWords = {
  shape: GlyphShape;
  tone?: Tone;
  title: string;
  aside?: string;
  detail?: ReactNode;
  /** What unfolds under the line. */
  opens?: "trace" | "payload";
};

/** One event in the words of the order page. A type that this version does not know is named, never dropped. */
export function eventWords(event: OrderEvent, order: Order, reader: Reader): EventWords {
  const { data } = event;
  const deed = isDeedEvent(event) ? deedEventWords(event) : null;
  if (deed) return deed;
  switch (event.type) {
    case "decline.received":
      return {
        shape: "circle-x",
        tone: "lost",
        title: "Declined by the processor",
        detail: declineDetail(event.data, order),
      };
    case "evaluate.decided":
      return event.data.sent
        ? {
            shape: "check",
            tone: "ink",
            title: `Sent to FlexCharge: all ${DECISION_STEPS.length} checks passed`,
            detail: filledWords(event.data.filled),
            opens: "trace",
          }
        : {
            shape: "circle-slash",
            tone: "ink",
            title: "Not sent",
            aside: reasonWords(event.data.reason),
            opens: "trace",
          };
    case "evaluate.answered":
      return {
        ...lookOf(event.data.state),
        title: `FlexCharge answered ${event.data.state.toUpperCase().replace("_", " ")}`,
        aside: event.data.ms === null ? undefined : `in ${event.data.ms.toLocaleString("en-US")} ms`,
        detail:
          event.data.state === "submitted" && order.expiresAt
            ? `Retries until ${when(order.expiresAt.toISOString(), reader.zone, reader.now)}.`
            : undefined,
        opens: "payload",
      };
    case "evaluate.unknown":
      return {
        shape: "circle-dashed",
        tone: "open",
        title: "No answer from FlexCharge",
        aside: event.data.cause,
        detail: "It may have acted. The checkout was told “declined”; we ask until it is settled.",
        opens: "payload",
      };
    case "evaluate.not_accepted":
      return {
        shape: "circle-slash",
        tone: "ink",
        title: "FlexCharge did not accept the call",
        aside: event.data.cause,
        detail: reasonWords(event.data.reason),
        opens: "payload",
      };
    case "evaluate.repeated":
      return {
        shape: "dot",
        title: "Asked again",
        detail: `Told its state, “${OUTCOMES[event.data.state].word}”, without a call.`,
      };
    case "order.synced":
      return {
        ...lookOf(event.data.state),
        title: "Read from FlexCharge",
        detail: "The merchant asked FlexCharge itself; what FlexCharge does not tell stays empty.",
      };
    case "transmit.outcome":
      return {
        shape: "dot",
        title: "The checkout told what became of the payment",
        aside: `“${event.data.outcome}”`,
        detail: "Told of the copy that it had transmitted. It is kept, and changes no result here.",
      };
    case "result.ignored":
      return {
        shape: "triangle",
        tone: "attn",
        title: `A later result came: ${OUTCOMES[event.data.came].detail}`,
        detail: `${OUTCOMES[event.data.stands].detail} stands; a settled result never goes backwards.`,
      };
    default:
      return unknownEvent(event as { type: string; data: Record<string, unknown> }, data);
  }
}

const FILLED = {
  expiryDateUtc: "an expiry in 21 days",
  threeDSecure: "the 3-D Secure data of the subscription's first order",
};

function filledWords(filled: readonly (keyof typeof FILLED)[] = []): string | undefined {
  return filled.length > 0 ? `Added ${filled.map((name) => FILLED[name]).join(" and ")}.` : undefined;
}

function unknownEvent({ type }: { type: string }, data: object): EventWords {
  const told = "state" in data ? ATTEMPT_STATES.find((state) => state === data.state) : undefined;
  const from = "source" in data && typeof data.source === "string" ? `from a ${data.source}` : undefined;
  if (told) return { ...lookOf(told), title: OUTCOMES[told].detail, aside: from };
  return { shape: "dot", title: type.replaceAll(/[._]/g, " "), aside: from };
}

function lookOf(state: AttemptState): Pick<EventWords, "shape" | "tone"> {
  const { shape, tone } = OUTCOMES[state];
  return { shape, tone };
}

function reasonWords(reason: string | null): string | undefined {
  const known = REASONS.find((one) => one === reason);
  return known ? REASON_WORDS[known] : undefined;
}

function declineDetail(
  data: { responseCode: string; responseCodeSource: string; keyName: string; transactionId: string },
  order: Order,
): string {
  const text = order.transactionId === data.transactionId ? order.responseDescription : null;
  const what = `${text ? `${text}, code` : "Code"} ${data.responseCode} (${data.responseCodeSource}).`;
  const rebill = order.subscriptionId ? ` Rebill of subscription ${order.subscriptionId}.` : "";
  return `${what}${rebill} Sent with the key “${data.keyName}”.`;
}
