import { z } from "zod";
import type { Json } from "#lib/kit/json.ts";
import type { DecisionQuestion, DecisionTrace } from "#lib/switching/schema.ts";
import type { AttemptState, Channel, Environment, Mode, Reason } from "#lib/terms.ts";
import { ATTEMPT_STATES, CHANNELS, ENVIRONMENTS, REFUND_STATES } from "#lib/terms.ts";

export type JsonObject = { [name: string]: Json };

/** What is known of the card; never its number. `expiry` is `MM/YYYY`. */
export type CardFacts = {
  brand: string | null;
  bin: string | null;
  last4: string | null;
  expiry: string | null;
  country: string | null;
};

/** FlexCharge's own ids for a body that goes out; `expiresAt` null means: no expiry on the wire. */
export type UpstreamFill = {
  mid: string;
  siteId: string | null;
  siteUrl: string | null;
  upstreamKey: string;
  isMit: boolean;
  expiresAt: Date | null;
  /** Of the subscription's first order; goes out only where the order itself tells none. */
  threeDSecure: JsonObject | null;
};

/** A body for upstream, and the same without card number and CVV, for the ledger (P14). */
export type UpstreamBody = { body: JsonObject; stored: string };

/** A declined order that a checkout wants rescued, already validated at the door. Amounts are minor units. */
export type EvaluateRequest = {
  merchantId: string;
  environment: Environment;
  idempotencyKey: string;
  /** SHA-256 of the canonical body: tells a repeat from another order under the same key. */
  bodyHash: string;
  externalId: string;
  transactionId: string;
  amountMinor: number;
  currency: string;
  responseCode: string;
  responseCodeSource: string;
  responseDescription: string | null;
  /** As the checkout says; null when absent. Bounds are checked here (product.md §11). */
  declinedAt: Date | null;
  /** As the order says it; null when it does not say. */
  isMit: boolean | null;
  explicitChannel: Channel | null;
  orderSource: string | null;
  campaignId: string | null;
  siteId: string | null;
  siteUrl: string | null;
  descriptor: string | null;
  expiresAt: Date | null;
  subscriptionId: string | null;
  /** The order tells its own; then nothing is filled in. */
  hasThreeDSecure: boolean;
  senseKey: string | null;
  card: CardFacts;
  customer: { id: string | null; email: string | null; name: string | null };
  /** Fills FlexCharge's own ids into the received body; unknown fields stay as they came. */
  toUpstream(fill: UpstreamFill): UpstreamBody;
};

/** What the checkout is told: kept with the idempotency key, so that a repeat is told the same. */
export type EvaluateAnswer = {
  orderId: string;
  /** FlexCharge's once known, else ours. */
  sessionKey: string;
  state: AttemptState;
  sent: boolean;
  reason: Reason | null;
  channel: Channel;
  mode: Mode | null;
  senseKey: string | null;
  requestId: string;
  /** FlexCharge refused the body itself: its own words, passed on with this status. */
  refusal: { status: number; body: Json } | null;
};

const orderPlace = { merchantId: z.string(), orderId: z.string() };
/** 30 days of the same answer (P3); absent: every call is a new one. */
const idempotencyKey = z.string().min(1).max(256).optional();
const amountMinor = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const currency = z.string().trim().toUpperCase();
const freeText = z.string().trim().max(500);

/** Minor units of the order's currency. `message` is for the customer, `reason` for us. */
export const refundOrderInput = z.object({
  ...orderPlace,
  amountMinor,
  currency: currency.optional(),
  message: freeText.optional(),
  reason: freeText.optional(),
  idempotencyKey,
});
export type RefundOrderInput = z.input<typeof refundOrderInput>;

/** The whole authorised amount, or nothing: a given amount or currency must be that one (API sheet §2.9). */
export const captureOrderInput = z.object({
  ...orderPlace,
  amountMinor: amountMinor.optional(),
  currency: currency.optional(),
  idempotencyKey,
});
export type CaptureOrderInput = z.input<typeof captureOrderInput>;

export const cancelOrderInput = z.object(orderPlace);
export const acceptLateApprovalInput = z.object(orderPlace);
export const backfillInput = z.object({
  merchantId: z.string().min(1).max(64),
  environment: z.enum(ENVIRONMENTS),
});
export type BackfillInput = z.input<typeof backfillInput>;
export const settleAttemptInput = z.object({ ...orderPlace, attempt: z.number().int().positive() });

/** How an upstream call ended, as the ledger records it. */
export type AttemptResult = {
  state: AttemptState;
  sent: boolean;
  reason: Reason | null;
  trace: DecisionTrace;
  flexchargeOrderId: string | null;
  /** FlexCharge's answer as text, bounded; null when none came. */
  answer: string | null;
  answerStatus: number | null;
  upstreamMs: number | null;
};

/** Rebills first declined on these days of `tz`, `from` inclusive, `to` exclusive, `YYYY-MM-DD`. */
export type RebillDays = { from: string; to: string; tz: string };
export type RebillQuery = RebillDays & { environment: Environment; merchantId?: string | undefined };

/** What a figure of the MIT monitor counts; each opens exactly its orders. */
export const REBILL_GROUPS = [
  "evaluated",
  "same_day",
  "rescued",
  "open",
  "expiry_short",
  "not_same_day",
  "retried_in_flight",
  "breach",
] as const;
export type RebillGroup = (typeof REBILL_GROUPS)[number];

/** A rule of product.md §8 that a rebill can break. */
export type MitRule = "expiry_short" | "not_same_day" | "retried_in_flight";

/** A rebill that ends this soon is close to its end. */
export const EXPIRING_DAYS = 3;
/** The histogram's last bar stands for this many days and more. */
export const EXPIRY_DAYS_SHOWN = 21;

/** How an attempt whose result was not known was settled (product.md §7). */
export const SETTLED_HOW = [
  "found",
  "cancelled_in_time",
  "approved_late",
  "not_known_there",
  "sent_again",
  "returned_there",
] as const;
export type SettledHow = (typeof SETTLED_HOW)[number];

const at = { attempt: z.number().int() };
const author = { byName: z.string(), requestId: z.string() };
const refund = { refundId: z.string(), amountMinor: z.number().int(), currency: z.string() };
/** Null: found when asked. */
const heardIn = { noticeId: z.string().nullable() };
/** `message` is FlexCharge's own word, or why there is none. */
const ending = { result: z.enum(["confirmed", "failed", "unknown"]), message: z.string().nullable() };

/** Each event's `data`, by its type; the order page draws its timeline from these. */
export const orderEventData = {
  /** A decline arrived; `question` is all that the decision read, so that a dry run can ask again. */
  "decline.received": z.object({
    ...at,
    question: z.custom<DecisionQuestion>(),
    transactionId: z.string(),
    amountMinor: z.number().int(),
    currency: z.string(),
    responseCode: z.string(),
    responseCodeSource: z.string(),
    keyName: z.string(),
    requestId: z.string(),
  }),
  "evaluate.decided": z.object({
    ...at,
    sent: z.boolean(),
    reason: z.string().nullable(),
    target: z.enum(ENVIRONMENTS).nullable(),
    channel: z.enum(CHANNELS),
    /** What we added for FlexCharge, by the wire's names. */
    filled: z.array(z.enum(["expiryDateUtc", "threeDSecure"])).optional(),
  }),
  "evaluate.answered": z.object({
    ...at,
    state: z.enum(ATTEMPT_STATES),
    status: z.number().int().nullable(),
    flexchargeOrderId: z.string().nullable(),
    ms: z.number().int().nullable(),
  }),
  /** Nobody knows whether FlexCharge acted; a job settles it. */
  "evaluate.unknown": z.object({ ...at, cause: z.string(), ms: z.number().int().nullable() }),
  /** Decided to be sent, but certainly not accepted. */
  "evaluate.not_accepted": z.object({ ...at, reason: z.string(), cause: z.string() }),
  /** Read in FlexCharge's list: the merchant brought it there itself. */
  "order.synced": z.object({
    ...at,
    state: z.enum(ATTEMPT_STATES),
    createdAt: z.string(),
    flexchargeOrderId: z.string(),
  }),
  /** Asked again while approved or in flight: told its state without a call. */
  "evaluate.repeated": z.object({
    ...at,
    state: z.enum(ATTEMPT_STATES),
    transactionId: z.string(),
    requestId: z.string(),
  }),
  /** How it ended after an answer that was not final; told by a notice, by polling or by a person. */
  "outcome.recorded": z.object({
    ...at,
    state: z.enum(ATTEMPT_STATES),
    source: z.enum(["notice", "poll", "person"]),
    /** When it happened there, as the notice says. */
    happenedAt: z.string().optional(),
    /** Nobody there told how it ended, a day after it had to. */
    unheard: z.boolean().optional(),
  }),
  /** What the checkout told later of the payment that it had transmitted, in its own word. */
  "transmit.outcome": z.object({ ...at, transmitId: z.string(), outcome: z.string() }),
  /** A result that came after another final one, or backwards: recorded, changes nothing (P7). */
  "result.ignored": z.object({ ...at, stands: z.enum(ATTEMPT_STATES), came: z.enum(ATTEMPT_STATES) }),
  /** An unknown result became known; `how` says by what. */
  "attempt.settled": z.object({
    ...at,
    state: z.enum(ATTEMPT_STATES),
    how: z.enum(SETTLED_HOW),
    flexchargeOrderId: z.string().nullable(),
    byName: z.string(),
  }),
  /** FlexCharge was asked and it is still not known; written when the cause changes, not at every look. */
  "attempt.still_unknown": z.object({ ...at, cause: z.string() }),
  /** FlexCharge did not know a rebill: sent again with the same upstream key (product.md §7). */
  "evaluate.sent_again": z.object({ ...at, result: z.string() }),
  "refund.requested": z.object({ ...at, ...refund, reason: z.string().nullable(), ...author }),
  "refund.settled": z.object({
    ...at,
    ...refund,
    state: z.enum(REFUND_STATES),
    transactionId: z.string().nullable(),
    cause: z.string().nullable(),
  }),
  /** Money that went back in FlexCharge's own portal. */
  "refund.external": z.object({ ...at, ...refund, ...heardIn, happenedAt: z.string() }),
  "chargeback.received": z.object({
    ...at,
    amountMinor: z.number().int(),
    currency: z.string(),
    reason: z.string().nullable(),
    ...heardIn,
    happenedAt: z.string(),
  }),
  "capture.requested": z.object({
    ...at,
    amountMinor: z.number().int(),
    currency: z.string(),
    ...author,
  }),
  "capture.ended": z.object({ ...at, ...ending }),
  "cancel.requested": z.object({ ...at, ...author }),
  "cancel.ended": z.object({ ...at, ...ending }),
  /** Somebody, or the merchant's own rule, took an approval that came too late. */
  "late_approval.accepted": z.object({ ...at, ...author }),
} as const;

export type OrderEventType = keyof typeof orderEventData;
export type OrderEventData<Type extends OrderEventType> = z.infer<(typeof orderEventData)[Type]>;
export type OrderEvent = {
  [Type in OrderEventType]: { id: string; at: string; type: Type; data: OrderEventData<Type> };
}[OrderEventType];
