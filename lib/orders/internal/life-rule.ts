import type { AttemptState } from "#lib/terms.ts";
import { FINAL_RANK, nextState, RANKS } from "../rules.ts";

/** What FlexCharge says of an order after its answer, in a notice or when it is asked. */
export const HEARD_EVENTS = [
  "submitted",
  "challenge",
  "capture_required",
  "completed",
  "cancelled",
  "expired",
] as const;
export type HeardEvent = (typeof HEARD_EVENTS)[number];

/** An attempt, as far as the meaning of a word depends on it. */
export type Life = { state: AttemptState; isMit: boolean; cancelAsked: boolean };

export type HeardJump = {
  /** `same`: nothing new; `ignored`: backwards, or against the end that stands. */
  kind: "moved" | "same" | "ignored";
  state: AttemptState;
  /** Two ends contradict each other: staff should look (P7). */
  flagged: boolean;
};

/**
 * What a word means for an attempt in this state (product.md §7, §9); null: nothing, settlement decides. A checkout
 * was told DECLINED of an unknown shop order, so its approval comes late and only an end is news. `cancelled` means
 * declined unless we asked for it.
 */
export function meaningOf(life: Life, event: HeardEvent): AttemptState | null {
  const { state, isMit, cancelAsked } = life;
  const unanswered = !isMit && (state === "unknown" || state === "late_approval");
  switch (event) {
    case "completed":
      return unanswered ? "late_approval" : "approved";
    case "cancelled":
      if (state === "cancelled") return state;
      return cancelAsked ? "cancelled" : "declined";
    case "expired":
      return "expired";
    default:
      return unanswered ? null : event;
  }
}

/** One step of an order's life. Never backwards, and a finished attempt never changes. */
export function hear(life: Life, event: HeardEvent): HeardJump {
  const { state } = life;
  const meaning = meaningOf(life, event);
  if (meaning === null || meaning === state) return { kind: "same", state, flagged: false };
  const jump = nextState(state, meaning);
  // What was approved too late and then ended otherwise has heard two ends too.
  if (jump.changed) return { kind: "moved", state: jump.state, flagged: state === "late_approval" };
  const ends = RANKS[state] === FINAL_RANK && RANKS[meaning] === FINAL_RANK;
  return { kind: "ignored", state, flagged: ends };
}
