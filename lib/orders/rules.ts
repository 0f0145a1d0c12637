import { MIT_EXPIRY_DAYS_FILLED } from "#lib/switching/rules.ts";
import type { AttemptState, Channel, RefundState } from "#lib/terms.ts";

/** How settled a state is (product.md §7): per attempt a higher rank wins, rank 9 is final. */
export const RANKS: Record<AttemptState, number> = {
  unknown: 1,
  submitted: 2,
  challenge: 3,
  capture_required: 4,
  late_approval: 4,
  not_sent: 9,
  approved: 9,
  declined: 9,
  cancelled: 9,
  expired: 9,
};

export const FINAL_RANK = 9;

export type StateJump = {
  state: AttemptState;
  changed: boolean;
  /** A second, different final result: staff should look (P7). */
  flagged: boolean;
};

/** What becomes of an attempt in `from` when somebody tells that it is `to`. Never backwards. */
export function nextState(from: AttemptState, to: AttemptState): StateJump {
  if (RANKS[to] > RANKS[from]) return { state: to, changed: true, flagged: false };
  return {
    state: from,
    changed: false,
    flagged: from !== to && RANKS[from] === FINAL_RANK && RANKS[to] === FINAL_RANK,
  };
}

const IN_FLIGHT: readonly AttemptState[] = ["submitted", "capture_required", "late_approval"];

type AttemptStanding = { number: number; state: AttemptState };

/**
 * May the order be evaluated (again)? Approved and in-flight ones answer their state; an unsettled attempt
 * anywhere blocks, also behind a later one that was not sent. CHALLENGE counts as a decline (product.md §7).
 */
export function orderStanding<Attempt extends AttemptStanding>(
  attempts: readonly Attempt[],
):
  | { kind: "new" }
  | { kind: "finished" }
  | { kind: "unsettled"; attempt: Attempt }
  | { kind: "stands"; attempt: Attempt } {
  const latestFirst = [...attempts].sort((a, b) => b.number - a.number);
  const approved = latestFirst.find(({ state }) => state === "approved");
  if (approved) return { kind: "stands", attempt: approved };
  const unsettled = latestFirst.find(({ state }) => state === "unknown");
  if (unsettled) return { kind: "unsettled", attempt: unsettled };
  const inFlight = latestFirst.find(({ state }) => IN_FLIGHT.includes(state));
  if (inFlight) return { kind: "stands", attempt: inFlight };
  return { kind: latestFirst.length === 0 ? "new" : "finished" };
}

/**
 * The attempt whose state the order shows: an approved one, else one that is still open (a later attempt that
 * was held back because of it must not hide it), else the latest.
 */
export function showingAttempt<Attempt extends AttemptStanding>(attempts: readonly Attempt[]): Attempt {
  const standing = orderStanding(attempts);
  if (standing.kind === "stands" || standing.kind === "unsettled") return standing.attempt;
  const latest = [...attempts].sort((a, b) => b.number - a.number)[0];
  if (!latest) throw new Error("an order has at least one attempt");
  return latest;
}

const WIRE_STATUS: Record<AttemptState, string> = {
  not_sent: "DECLINED",
  unknown: "DECLINED",
  submitted: "SUBMITTED",
  challenge: "CHALLENGE",
  capture_required: "CAPTUREREQUIRED",
  late_approval: "DECLINED",
  approved: "APPROVED",
  declined: "DECLINED",
  cancelled: "CANCELLED",
  expired: "EXPIRED",
};

/** `status` of /evaluate and /outcome. */
export function wireStatus(state: AttemptState): string {
  return WIRE_STATUS[state];
}

const STATE_OF_WIRE_STATUS: Record<string, AttemptState> = {
  APPROVED: "approved",
  DECLINED: "declined",
  CHALLENGE: "challenge",
  SUBMITTED: "submitted",
  PROCESSING: "submitted",
  CAPTUREREQUIRED: "capture_required",
  CANCELLED: "cancelled",
  EXPIRED: "expired",
};

/** What FlexCharge's word means here; null for a word that we do not know, which is then an unknown result. */
export function stateOfWireStatus(status: string): AttemptState | null {
  return STATE_OF_WIRE_STATUS[status.toUpperCase()] ?? null;
}

/** Order status numbers of the wire with their names (API sheet §2.5); 8 is ours. */
export const ORDER_STATUS_NAMES = {
  0: "Draft",
  1: "Onhold",
  2: "Cancelled",
  3: "Problem",
  4: "Processing",
  5: "Capturerequired",
  6: "Returned",
  7: "Completed",
  8: "Chargeback",
} as const;
export type OrderStatusNumber = keyof typeof ORDER_STATUS_NAMES;

const STATUS_NUMBERS: Record<AttemptState, OrderStatusNumber> = {
  not_sent: 2,
  unknown: 4,
  submitted: 4,
  challenge: 1,
  capture_required: 5,
  late_approval: 4,
  approved: 7,
  declined: 2,
  cancelled: 2,
  expired: 2,
};

/** Paid back as a whole: the wire's own status for an approved order (product.md §7). */
export function isReturned(order: {
  state: AttemptState;
  amountMinor: number;
  refundedMinor: number;
}): boolean {
  return order.state === "approved" && order.refundedMinor >= order.amountMinor;
}

export function orderStatusNumber(state: AttemptState | "returned"): OrderStatusNumber {
  return state === "returned" ? 6 : STATUS_NUMBERS[state];
}

/** Upper case, as on the wire. */
export function orderStatusName(state: AttemptState | "returned"): string {
  return ORDER_STATUS_NAMES[orderStatusNumber(state)].toUpperCase();
}

/** The states that a wire status number stands for, for filters. */
export function statesOfStatusNumber(number: OrderStatusNumber): AttemptState[] {
  return (Object.keys(STATUS_NUMBERS) as AttemptState[]).filter((state) => STATUS_NUMBERS[state] === number);
}

export type ReportClass = "not_evaluated" | "open" | "rescued" | "lost";

const REPORT_CLASSES: Record<AttemptState, ReportClass> = {
  not_sent: "not_evaluated",
  unknown: "open",
  submitted: "open",
  challenge: "lost",
  capture_required: "open",
  late_approval: "open",
  approved: "rescued",
  declined: "lost",
  cancelled: "lost",
  expired: "lost",
};

/** Where an order counts in reports (product.md §7, last column). */
export function reportClass(state: AttemptState): ReportClass {
  return REPORT_CLASSES[state];
}

export type OrderAction = "refund" | "accept" | "capture" | "cancel" | "settle";

const ACTIONS: Record<AttemptState, readonly OrderAction[]> = {
  not_sent: [],
  unknown: ["settle", "cancel"],
  submitted: ["cancel"],
  challenge: [],
  capture_required: ["capture", "cancel"],
  late_approval: ["accept", "refund"],
  approved: ["refund"],
  declined: [],
  cancelled: [],
  expired: [],
};

/** What may be done with an order whose attempt is in this state (API sheet §2.7–2.9): only a rebill is cancelled in work. */
export function allowedActions(attempt: { state: AttemptState; channel: Channel }): readonly OrderAction[] {
  if (attempt.state === "submitted" && attempt.channel !== "mit") return [];
  return ACTIONS[attempt.state];
}

/** Of an order's money, in minor units; `openMinor` is what may or may not have been paid back. */
export type OrderMoney = {
  approvedMinor: number;
  /** Confirmed, and made in FlexCharge's portal. */
  refundedMinor: number;
  openMinor: number;
  remainingMinor: number;
};

/** What may still be refunded (P5): what is not known to be paid back counts as if it were. */
export function moneyOf(
  order: { state: AttemptState; amountMinor: number },
  refunds: readonly { state: RefundState; amountMinor: number }[],
): OrderMoney {
  const sum = (...states: RefundState[]) =>
    refunds
      .filter(({ state }) => states.includes(state))
      .reduce((total, { amountMinor }) => total + amountMinor, 0);
  const approved = order.state === "approved" || order.state === "late_approval";
  const approvedMinor = approved ? order.amountMinor : 0;
  const refundedMinor = sum("confirmed", "external");
  const openMinor = sum("requested", "unconfirmed");
  const remainingMinor = Math.max(0, approvedMinor - refundedMinor - openMinor);
  return { approvedMinor, refundedMinor, openMinor, remainingMinor };
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The first decline date: the checkout's own when within [receipt − 30 days, receipt + 5 min], else receipt (§11). */
export function declineDate(given: Date | null, receivedAt: Date): { at: Date; given: boolean } {
  if (given === null) return { at: receivedAt, given: false };
  const ago = receivedAt.getTime() - given.getTime();
  const within = ago <= 30 * DAY_MS && ago >= -5 * MINUTE_MS;
  return within ? { at: given, given: true } : { at: receivedAt, given: false };
}

/** Managed: the checkout's expiry or 21 days from receipt. Sync and customer-initiated: none. */
export function expiryOf(
  order: { isMit: boolean; given: Date | null; receivedAt: Date },
  mitMode: "managed" | "sync",
) {
  if (!order.isMit || mitMode === "sync") return null;
  return order.given ?? new Date(order.receivedAt.getTime() + MIT_EXPIRY_DAYS_FILLED * DAY_MS);
}
