import type { AttemptState } from "#lib/terms.ts";
import type { SettledHow } from "../schema.ts";
import type { PendingKind } from "./pending-call.ts";

/** What a look-up at FlexCharge said: an order's status number (API sheet §2.5), or that it has no such order. */
export type Finding = { kind: "found"; status: number } | { kind: "not_known" };

export type Settlement =
  | { do: "move"; to: AttemptState; how: SettledHow }
  /** Stop it there; what was asked decides whether by the checkout's id or FlexCharge's. */
  | { do: "cancel" }
  | { do: "send_again" }
  /** FlexCharge did not do what was asked, and nothing is open any more. */
  | { do: "give_up"; why: string }
  | { do: "wait"; why: string };

/** A call that was given up may still arrive; only after this long does "no such order" mean that none came. */
export const NOT_KNOWN_AFTER_MS = 60_000;
/** FlexCharge tells a repeat by its key for a day (API sheet §3.4). */
export const SEND_AGAIN_WITHIN_MS = 24 * 60 * 60 * 1000;

const BACK_OFF_MS = 5_000;
const BACK_OFF_MS_MAX = 60_000;
const BACK_OFF_MS_OLD = 200_000;

/** Between two looks: soon at first, a minute on the first day, never so long that P4's five minutes break. */
export function backOffMs(tries: number, ageMs: number): number {
  if (ageMs > SEND_AGAIN_WITHIN_MS) return BACK_OFF_MS_OLD;
  return Math.min(BACK_OFF_MS * 2 ** Math.min(tries, 10), BACK_OFF_MS_MAX);
}

type Asked = { state: AttemptState; isMit: boolean; pending: PendingKind | null };

/**
 * What becomes of an attempt whose result is not known, or of a capture or cancel that was not answered
 * (product.md §7). A checkout was told DECLINED, so an approval of its order is stopped or comes late; a good rebill
 * stays. Nothing is guessed: without a successful look-up this is not asked at all (P4).
 */
export function settlementOf(asked: Asked, finding: Finding, age: { sinceBegunMs: number }): Settlement {
  if (finding.kind === "not_known") return notKnown(asked, age.sinceBegunMs);
  return asked.state === "unknown"
    ? unknownFound(asked, finding.status)
    : pendingFound(asked, finding.status);
}

function notKnown({ state, isMit, pending }: Asked, sinceBegunMs: number): Settlement {
  if (state !== "unknown") return { do: "wait", why: "NOT_FOUND_THERE" };
  if (sinceBegunMs < NOT_KNOWN_AFTER_MS) return { do: "wait", why: "NOT_KNOWN_YET" };
  const how = "not_known_there";
  if (pending === "cancel") return { do: "move", to: "cancelled", how };
  if (isMit && sinceBegunMs < SEND_AGAIN_WITHIN_MS) return { do: "send_again" };
  return { do: "move", to: "declined", how };
}

function unknownFound({ isMit, pending }: Asked, status: number): Settlement {
  const cancelling = pending === "cancel";
  switch (status) {
    case 0:
    case 4:
      if (!isMit) return { do: "wait", why: "IN_WORK_THERE" };
      return cancelling ? { do: "cancel" } : { do: "move", to: "submitted", how: "found" };
    case 1:
      return { do: "move", to: "challenge", how: "found" };
    case 2:
      return { do: "move", to: cancelling ? "cancelled" : "declined", how: "found" };
    case 5:
      if (!isMit || cancelling) return { do: "cancel" };
      return { do: "move", to: "capture_required", how: "found" };
    case 6:
      if (isMit) return { do: "move", to: "approved", how: "found" };
      return { do: "move", to: "cancelled", how: "returned_there" };
    case 7:
    case 8:
      if (isMit) return { do: "move", to: "approved", how: "found" };
      return { do: "move", to: "late_approval", how: "approved_late" };
    default:
      return { do: "wait", why: "PROBLEM_THERE" };
  }
}

function pendingFound({ pending }: Asked, status: number): Settlement {
  if (status === 2) return { do: "move", to: "cancelled", how: "found" };
  if (status === 6 || status === 7 || status === 8) return { do: "move", to: "approved", how: "found" };
  if (pending === "cancel" && (status === 0 || status === 4 || status === 5)) return { do: "cancel" };
  if (pending === "capture" && status === 5) return { do: "give_up", why: "NOT_CAPTURED_THERE" };
  return { do: "wait", why: "PROBLEM_THERE" };
}
