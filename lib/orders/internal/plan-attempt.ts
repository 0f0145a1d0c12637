import type { attempts, orderEvents } from "#db/schema/orders.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { newGuid } from "#lib/kit/ids.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import { siteConfig } from "#lib/switching/rules.ts";
import type { DecisionQuestion, DecisionTrace } from "#lib/switching/schema.ts";
import type { EvaluateAnswer, JsonObject } from "../schema.ts";
import { attemptEvents, attemptRow } from "./attempt-rows.ts";
import type { Deciding } from "./decide-attempt.ts";
import type { KeyClaim } from "./idempotency.ts";
import { declineFact, evaluateFact } from "./ledger-facts.ts";

export type BegunAttempt = {
  orderId: string;
  number: number;
  /** What a checkout calls the order until FlexCharge has told its own id. */
  sessionKey: string;
  trace: DecisionTrace;
  body: JsonObject;
};

export type Beginning =
  | { kind: "key_taken" }
  /** Decided without a call: held back, approved before, or in flight. */
  | { kind: "answered"; answer: EvaluateAnswer }
  | { kind: "begun"; attempt: BegunAttempt };

/** One attempt as commit 1 writes it, and what comes of it once it is written. */
export type PlannedAttempt = {
  attempt: typeof attempts.$inferInsert;
  events: (typeof orderEvents.$inferInsert)[];
  /** For the ledger: that the processor declined, and that the attempt was decided. */
  facts: LedgerEvent[];
  claim: KeyClaim;
  beginning: Beginning;
};

export function planAttempt(
  scope: Scope,
  deciding: Deciding,
  decided: {
    orderId: string;
    sessionKey: string;
    previous: DecisionQuestion["previous"];
    number: number;
    trace: DecisionTrace;
  },
): PlannedAttempt {
  const { request, session, receivedAt: at } = deciding;
  const { orderId, sessionKey, number, trace } = decided;
  const upstreamKey = newGuid();
  const outgoing = trace.sent && session ? toUpstream(deciding, trace, session.mid, upstreamKey) : null;
  if (trace.sent && !outgoing) throw new Error("an order that is sent has opened credentials");
  const answer = outgoing
    ? null
    : answerOf(scope, deciding, { orderId, sessionKey, state: "not_sent", ...trace });
  const question = deciding.questionFor(decided.previous, number);
  const stored = outgoing?.stored ?? null;
  return {
    attempt: attemptRow(deciding, trace, { orderId, number, upstreamKey, stored }),
    events: attemptEvents(scope, deciding, { trace, question, orderId, number }),
    facts: [declineFact(deciding, trace, number), evaluateFact(deciding, trace, number)],
    claim: { ...request, orderId, attempt: number, answer, at },
    beginning: outgoing
      ? { kind: "begun", attempt: { orderId, number, sessionKey, trace, body: outgoing.body } }
      : { kind: "answered", answer: answer! },
  };
}

function toUpstream(deciding: Deciding, trace: DecisionTrace, mid: string, upstreamKey: string) {
  const site = trace.siteId ? siteConfig(deciding.merchant, trace.siteId) : null;
  const siteId = site && trace.target ? site.siteIds[trace.target] : null;
  return deciding.request.toUpstream({
    mid,
    siteId,
    siteUrl: site?.hosts[0] ? `https://${site.hosts[0]}` : null,
    upstreamKey,
    isMit: deciding.isMit,
    expiresAt: deciding.expiresAt,
    threeDSecure: deciding.threeDSecure,
  });
}

export function answerOf(
  scope: Scope,
  deciding: Deciding,
  facts: Pick<EvaluateAnswer, "orderId" | "sessionKey" | "state" | "sent" | "reason" | "channel" | "mode">,
): EvaluateAnswer {
  const { orderId, sessionKey, state, sent, reason, channel, mode } = facts;
  const { senseKey } = deciding.request;
  return {
    orderId,
    sessionKey,
    state,
    sent,
    reason,
    channel,
    mode,
    senseKey,
    requestId: scope.requestId,
    refusal: null,
  };
}
