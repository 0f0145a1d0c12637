import { effectKeys } from "#lib/ledger/rules.ts";
import type { LedgerEvent, LedgerSource } from "#lib/ledger/schema.ts";
import type { DecisionTrace } from "#lib/switching/schema.ts";
import type { AttemptState, Channel, Environment, Reason } from "#lib/terms.ts";
import type { Deciding } from "./decide-attempt.ts";

/** What every fact of one order says of it; `orders`' own row is one. */
export type OrderFacts = {
  merchantId: string;
  environment: Environment;
  externalId: string;
  currency: string;
  channel: Channel;
  siteId: string | null;
  descriptor: string | null;
  campaignId: string | null;
};

function ofOrder(order: OrderFacts) {
  return {
    merchantId: order.merchantId,
    environment: order.environment,
    orderId: order.externalId,
    currency: order.currency,
    channel: order.channel,
    siteId: order.siteId,
    descriptor: order.descriptor,
    campaignId: order.campaignId,
  };
}

function factsOf(deciding: Deciding, trace: DecisionTrace): OrderFacts {
  const { merchantId, environment, externalId, currency, descriptor } = deciding.request;
  const { channel, siteId, campaignId } = trace;
  return { merchantId, environment, externalId, currency, descriptor, channel, siteId, campaignId };
}

/** That the merchant's processor declined: told by every evaluate, also by one that is answered without a call. */
export function declineFact(deciding: Deciding, trace: DecisionTrace, number: number | null): LedgerEvent {
  const { request } = deciding;
  return {
    ...ofOrder(factsOf(deciding, trace)),
    type: "attempt",
    at: deciding.declinedAt,
    attempt: number,
    transactionId: request.transactionId,
    amountMinor: request.amountMinor,
    approvedByProcessor: false,
    responseCode: request.responseCode,
    responseCodeSource: request.responseCodeSource,
    source: "gateway",
    effectKey: effectKeys.attempt(request.externalId, request.transactionId),
  };
}

/** That attempt `number` was decided, to be sent or not. */
export function evaluateFact(deciding: Deciding, trace: DecisionTrace, number: number): LedgerEvent {
  const { request } = deciding;
  return {
    ...ofOrder(factsOf(deciding, trace)),
    type: "evaluate",
    at: deciding.receivedAt,
    attempt: number,
    transactionId: request.transactionId,
    amountMinor: request.amountMinor,
    responseCode: request.responseCode,
    responseCodeSource: request.responseCodeSource,
    sent: trace.sent,
    reason: trace.reason,
    state: trace.sent ? "unknown" : "not_sent",
    source: "gateway",
    effectKey: effectKeys.evaluate(request.externalId, number),
  };
}

/** That an attempt has a new state. */
export function outcomeFact(
  order: OrderFacts,
  attempt: { number: number; amountMinor: number; state: AttemptState; sent: boolean; reason: Reason | null },
  source: LedgerSource,
  at: Date,
): LedgerEvent {
  return {
    ...ofOrder(order),
    type: "outcome",
    at,
    attempt: attempt.number,
    amountMinor: attempt.amountMinor,
    state: attempt.state,
    sent: attempt.sent,
    reason: attempt.reason,
    source,
    effectKey: effectKeys.outcome(order.externalId, attempt.number, attempt.state),
  };
}

/** That money went back. */
export function refundFact(
  order: OrderFacts,
  refund: MoneyBack,
  source: LedgerSource,
  at: Date,
): LedgerEvent {
  const effectKey = effectKeys.refund(order.externalId, refund.id);
  return { ...moneyBack(order, refund, source, at), type: "refund", effectKey };
}

/** That an issuer took money back. */
export function chargebackFact(
  order: OrderFacts,
  chargeback: MoneyBack,
  source: LedgerSource,
  at: Date,
): LedgerEvent {
  const effectKey = effectKeys.chargeback(order.externalId, chargeback.id);
  return { ...moneyBack(order, chargeback, source, at), type: "chargeback", effectKey };
}

type MoneyBack = { id: string; attempt: number; amountMinor: number };

function moneyBack(order: OrderFacts, { attempt, amountMinor }: MoneyBack, source: LedgerSource, at: Date) {
  return { ...ofOrder(order), at, attempt, amountMinor, source };
}
