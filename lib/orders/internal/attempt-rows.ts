import type { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { DecisionQuestion, DecisionTrace } from "#lib/switching/schema.ts";
import type { Deciding } from "./decide-attempt.ts";
import { eventRow } from "./event-row.ts";

type Place = { orderId: string; number: number };

/** The order as its latest attempt leaves it; identity and first decline are written once, with the first attempt. */
export function orderChange(deciding: Deciding, trace: DecisionTrace, number: number) {
  const { request } = deciding;
  return {
    state: trace.sent ? ("unknown" as const) : ("not_sent" as const),
    sent: trace.sent,
    reason: trace.reason,
    attemptsCount: number,
    channel: trace.channel,
    channelSource: trace.channelSource,
    siteId: trace.siteId,
    siteSource: trace.siteSource,
    campaignId: trace.campaignId,
    descriptor: request.descriptor,
    flags: trace.flags,
    amountMinor: request.amountMinor,
    currency: request.currency,
    updatedAt: deciding.receivedAt,
    expiresAt: deciding.expiresAt,
    // A retry may leave it out; the order keeps its group.
    subscriptionId: request.subscriptionId ?? undefined,
    cardBrand: request.card.brand,
    cardBin: request.card.bin,
    cardLast4: request.card.last4,
    cardExpiry: request.card.expiry,
    customerId: request.customer.id,
    customerEmail: request.customer.email,
    customerName: request.customer.name,
  } satisfies Partial<typeof orders.$inferInsert>;
}

export function orderRow(
  deciding: Deciding,
  trace: DecisionTrace,
  ids: { orderId: string; sessionKey: string },
): typeof orders.$inferInsert {
  const { request } = deciding;
  return {
    merchantId: request.merchantId,
    id: ids.orderId,
    environment: request.environment,
    externalId: request.externalId,
    sessionKey: ids.sessionKey,
    declinedAt: deciding.declinedAt,
    declinedAtGiven: deciding.declinedAtGiven,
    receivedAt: deciding.receivedAt,
    transactionId: request.transactionId,
    responseCode: request.responseCode,
    responseCodeSource: request.responseCodeSource,
    responseDescription: request.responseDescription,
    ...orderChange(deciding, trace, 1),
  };
}

export function attemptRow(
  deciding: Deciding,
  trace: DecisionTrace,
  place: Place & { upstreamKey: string; stored: string | null },
): typeof attempts.$inferInsert {
  const { request, session } = deciding;
  return {
    merchantId: request.merchantId,
    orderId: place.orderId,
    number: place.number,
    state: trace.sent ? "unknown" : "not_sent",
    sent: trace.sent,
    reason: trace.reason,
    channel: trace.channel,
    mode: trace.mode,
    target: trace.target,
    decidedBy: trace.decidedBy?.scope ?? null,
    switchVersion: trace.version,
    trace: JSON.stringify(trace),
    credentialVersion: trace.sent ? (session?.version ?? null) : null,
    upstreamKey: place.upstreamKey,
    request: place.stored,
    transactionId: request.transactionId,
    amountMinor: request.amountMinor,
    currency: request.currency,
    begunAt: deciding.receivedAt,
    expiresAt: deciding.expiresAt,
  };
}

/** What the history says of a new attempt: that the decline came, and what was decided. */
export function attemptEvents(
  scope: Scope,
  deciding: Deciding,
  decided: { trace: DecisionTrace; question: DecisionQuestion } & Place,
): (typeof orderEvents.$inferInsert)[] {
  const { request, receivedAt } = deciding;
  const order = { merchantId: request.merchantId, orderId: decided.orderId };
  const { trace, number } = decided;
  return inOrder([
    eventRow(order, receivedAt, "decline.received", {
      attempt: number,
      question: decided.question,
      transactionId: request.transactionId,
      amountMinor: request.amountMinor,
      currency: request.currency,
      responseCode: request.responseCode,
      responseCodeSource: request.responseCodeSource,
      keyName: scope.actor.name,
      requestId: scope.requestId,
    }),
    eventRow(order, receivedAt, "evaluate.decided", {
      attempt: number,
      sent: trace.sent,
      reason: trace.reason,
      target: trace.target,
      channel: trace.channel,
      ...(trace.sent ? { filled: filledIn(deciding) } : {}),
    }),
  ]);
}

/** What goes to FlexCharge though the checkout did not say it. */
function filledIn({ request, expiresAt, threeDSecure }: Deciding): ("expiryDateUtc" | "threeDSecure")[] {
  return [
    ...(expiresAt !== null && request.expiresAt === null ? (["expiryDateUtc"] as const) : []),
    ...(threeDSecure === null ? [] : (["threeDSecure"] as const)),
  ];
}

/** Ids of one millisecond sort at random; a history is read in the order it was written. */
function inOrder(rows: (typeof orderEvents.$inferInsert)[]) {
  const ids = rows.map(({ id }) => id).sort();
  return rows.map((row, index) => ({ ...row, id: ids[index]! }));
}
