import type { Transaction } from "#db/client.ts";
import type { notices } from "#db/schema/notices.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { applyApplicationStatus } from "#lib/onboarding/apply-application-status.ts";
import { findHeardOrder } from "#lib/orders/queries/find-heard-order.ts";
import { getAttemptCurrency } from "#lib/orders/queries/get-attempt-currency.ts";
import type { PaidBack } from "#lib/orders/read-paid-back.ts";
import { recordChargeback } from "#lib/orders/record-chargeback.ts";
import { recordExternalRefund } from "#lib/orders/record-external-refund.ts";
import { recordOutcome } from "#lib/orders/record-outcome.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { kindOf } from "../rules.ts";
import type { NoticeCause, NoticeFacts } from "../schema.ts";
import { readApplication } from "./read-application.ts";
import { sumTold } from "./told-amounts.ts";

/** A notice with what is known of it. */
export type Heard = {
  notice: typeof notices.$inferSelect;
  text: string;
  facts: NoticeFacts;
  /** When it happened, by FlexCharge's clock. */
  at: Date;
  /** FlexCharge's answer about the order's money; null: it did not answer; undefined: not asked yet. */
  paidBack: PaidBack | null | undefined;
};

type Ended = {
  state: "applied" | "recorded" | "duplicate" | "ignored" | "failed";
  cause: NoticeCause | null;
  orderId: string | null;
  /** Whether it is still to be passed on; what recordOutcome applies it passes on itself. */
  tells: boolean;
};
export type Fate =
  | Ended
  | { state: "parked"; cause: "ORDER_NOT_KNOWN" | "APPLICATION_NOT_KNOWN" }
  /** Nothing was done: FlexCharge is to be asked about the order's money first. */
  | { state: "asking"; orderId: string; isRefund: boolean }
  /** `pauseMs` absent: growing with the tries, and failed in the end. */
  | { state: "waiting"; cause: NoticeCause | null; orderId: string | null; pauseMs?: number };

/** An evaluate that is still being answered tells the result itself. */
const EARLY_PAUSE_MS = 10_000;
/** After so many tries an uncertain refund of ours counts as paid, and what the notices say as what FlexCharge says. */
const PATIENCE_TRIES = 7;

type Place = { merchantId: string; orderId: string; attempt: number };

/** What a notice means for its order, done. Not a duplicate; its turn is taken. */
export async function fateOf(tx: Transaction, scope: Scope, heard: Heard): Promise<Fate> {
  const { notice, facts } = heard;
  const { merchantId, environment } = notice;
  const kind = kindOf(facts.event);
  if (kind.kind === "unreadable") {
    return { state: "failed", cause: "NOT_READABLE", orderId: null, tells: false };
  }
  // A merchant knows its own webhook key: only the partner's account tells of applications.
  if (merchantId === PARTNER_TENANT) {
    return kind.kind === "application"
      ? application(tx, scope, heard)
      : { state: "recorded", cause: "NO_EFFECT", orderId: null, tells: false };
  }
  const { flexchargeOrderId, externalOrderId } = facts;
  const found = await findHeardOrder(tx, { merchantId, environment, flexchargeOrderId, externalOrderId });
  if (kind.kind === "record" || kind.kind === "application") {
    return { state: "recorded", cause: "NO_EFFECT", orderId: found?.orderId ?? null, tells: true };
  }
  if (!found) return { state: "parked", cause: "ORDER_NOT_KNOWN" };
  const place = { merchantId, ...found };
  if (kind.kind === "outcome") return outcome(tx, scope, heard, place, kind.heard);
  const currency = await getAttemptCurrency(tx, place);
  if (facts.currency && facts.currency !== currency) {
    return { state: "failed", cause: "WRONG_CURRENCY", orderId: place.orderId, tells: false };
  }
  return kind.kind === "refund" ? refund(tx, scope, heard, place) : chargeback(tx, scope, heard, place);
}

async function outcome(
  tx: Transaction,
  scope: Scope,
  { facts, at, text }: Heard,
  place: Place,
  event: Parameters<typeof recordOutcome>[3]["event"],
): Promise<Fate> {
  const { orderId } = place;
  const { flexchargeOrderId } = facts;
  const told = { event, at, source: "notice" as const, flexchargeOrderId, body: text };
  const { kind } = await recordOutcome(tx, scope, place, told);
  switch (kind) {
    case "early":
      return { state: "waiting", cause: null, orderId, pauseMs: EARLY_PAUSE_MS };
    case "ignored":
      return { state: "ignored", cause: "ENDED_OTHERWISE", orderId, tells: false };
    case "same":
      return { state: "recorded", cause: "ALREADY_KNOWN", orderId, tells: false };
    case "moved":
      return { state: "applied", cause: null, orderId, tells: false };
  }
}

async function application(tx: Transaction, scope: Scope, { notice, text, at }: Heard): Promise<Fate> {
  const ended = { orderId: null, tells: false };
  const said = readApplication(text);
  if (!said) return { state: "failed", cause: "NOT_READABLE", ...ended };
  const { environment } = notice;
  const { kind } = await applyApplicationStatus(tx, scope, { environment, ...said, at, source: "notice" });
  switch (kind) {
    case "unknown":
      return { state: "parked", cause: "APPLICATION_NOT_KNOWN" };
    case "moved":
      return { state: "applied", cause: null, ...ended };
    case "same":
      return { state: "recorded", cause: "ALREADY_KNOWN", ...ended };
    case "asked":
      return { state: "recorded", cause: "APPLICATION_ASKED", ...ended };
    case "ignored":
      return { state: "ignored", cause: "APPLICATION_MOVED_ON", ...ended };
  }
}

async function refund(tx: Transaction, scope: Scope, heard: Heard, place: Place): Promise<Fate> {
  const { notice, at, paidBack } = heard;
  const { orderId } = place;
  if (paidBack === undefined) return { state: "asking", orderId, isRefund: true };
  const patient = notice.state === "parked" || notice.tries < PATIENCE_TRIES;
  // Asked in vain: what all notices of the order say together stands for it, later or where FlexCharge never says.
  const mayDoWithout = paidBack !== null || !patient || !notice.flexchargeOrderId;
  const paidBackMinor = paidBack?.refundedMinor ?? (mayDoWithout ? await sumTold(tx, notice) : null);
  if (paidBackMinor === null) {
    if (!mayDoWithout) return { state: "waiting", cause: "NO_ANSWER", orderId };
    return { state: "failed", cause: "AMOUNT_NOT_KNOWN", orderId, tells: true };
  }
  const told = { paidBackMinor, at, noticeId: notice.id, openIsPaid: !patient };
  const booked = await recordExternalRefund(tx, scope, place, told);
  if (booked.kind === "open") return { state: "waiting", cause: "REFUND_OPEN", orderId };
  return booked.kind === "booked"
    ? { state: "applied", cause: null, orderId, tells: true }
    : { state: "recorded", cause: "ALREADY_BOOKED", orderId, tells: true };
}

async function chargeback(tx: Transaction, scope: Scope, heard: Heard, place: Place): Promise<Fate> {
  const { notice, facts, at, paidBack } = heard;
  const { orderId } = place;
  const { amountMinor } = facts;
  if (amountMinor === null && paidBack === undefined) return { state: "asking", orderId, isRefund: false };
  const inAllMinor = paidBack?.chargedBackMinor ?? null;
  if (amountMinor === null && inAllMinor === null) {
    if (paidBack === null && notice.flexchargeOrderId)
      return { state: "waiting", cause: "NO_ANSWER", orderId };
    return { state: "failed", cause: "AMOUNT_NOT_KNOWN", orderId, tells: true };
  }
  const amount = amountMinor === null ? { inAllMinor: inAllMinor ?? 0 } : { amountMinor };
  const chargebackId = facts.timeStamp ?? notice.nonce;
  const told = { ...amount, chargebackId, reason: facts.reason, at, noticeId: notice.id };
  const booked = await recordChargeback(tx, scope, place, told);
  return booked > 0
    ? { state: "applied", cause: null, orderId, tells: true }
    : { state: "recorded", cause: "ALREADY_BOOKED", orderId, tells: true };
}
