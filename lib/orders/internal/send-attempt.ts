import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import type { Json } from "#lib/kit/json.ts";
import { decide, withUpstream } from "#lib/switching/rules.ts";
import type { DecisionTrace } from "#lib/switching/schema.ts";
import { stateOfWireStatus } from "../rules.ts";
import type { AttemptResult, EvaluateAnswer } from "../schema.ts";
import { type Deciding, withCredentials } from "./decide-attempt.ts";
import type { BegunAttempt } from "./plan-attempt.ts";

/** What came of sending one attempt; `cause` names it in the history where no answer did. */
export type SendResult = {
  result: AttemptResult;
  cause: string | null;
  senseKey: string | null;
  refusal: EvaluateAnswer["refusal"];
  credentialsRefused: { status: number } | null;
};

/** Less than this is no time to ask anybody anything. */
const BUDGET_MS_MIN = 20;
const ANSWER_TEXT_MAX = 32 * 1024;
const NOTHING = { flexchargeOrderId: null, answer: null, answerStatus: null };
const QUIET = { cause: null, senseKey: null, refusal: null, credentialsRefused: null };

/**
 * Asks FlexCharge, outside any transaction. Never throws for what FlexCharge does; a result that is not known stays
 * `unknown` (P4), and only what was certainly not accepted counts as not sent.
 */
export async function sendAttempt(
  flexcharge: Pick<FlexchargeClient, "evaluate">,
  deciding: Deciding,
  attempt: BegunAttempt,
  budgetMs: number,
  requestId: string,
): Promise<SendResult> {
  if (!deciding.session || budgetMs < BUDGET_MS_MIN) return notAccepted(attempt.trace, "deadline", 0);
  const call = await flexcharge.evaluate(deciding.session, attempt.body, { deadlineMs: budgetMs, requestId });
  const { ms } = call;
  switch (call.kind) {
    case "answer": {
      const state = stateOfWireStatus(call.body.status);
      if (state === null) return unknown(attempt.trace, "garbage", ms);
      return {
        ...QUIET,
        senseKey: call.body.senseKey ?? null,
        result: {
          state,
          sent: true,
          reason: null,
          trace: withUpstream(attempt.trace, { ok: true, ms, status: call.status }),
          flexchargeOrderId: call.body.orderSessionKey.toLowerCase(),
          answer: textOf(call.body),
          answerStatus: call.status,
          upstreamMs: ms,
        },
      };
    }
    case "refused":
      return refused(attempt.trace, call.status, call.body, ms);
    case "unknown":
      return unknown(attempt.trace, call.status ? `${call.cause} ${call.status}` : call.cause, ms);
    case "unavailable":
      return notAccepted(attempt.trace, call.cause, ms);
    case "unauthorized":
      return credentialsRefused(deciding, attempt, call.status, ms);
  }
}

function refused(trace: DecisionTrace, status: number, body: unknown, ms: number): SendResult {
  // 409: the first call with this key is still under way there (API sheet §2.3.9), so its result is not known.
  if (status === 409) return unknown(trace, "status 409", ms);
  if (status === 429) return notAccepted(trace, "status 429", ms);
  const passedOn = (status === 400 || status === 422) && body !== null && typeof body === "object";
  return {
    ...QUIET,
    cause: `refused with ${status}`,
    refusal: passedOn ? { status, body: body as Json } : null,
    result: {
      ...NOTHING,
      state: "declined",
      sent: true,
      reason: null,
      trace: withUpstream(trace, { ok: false, ms, status }),
      answer: textOf(body),
      answerStatus: status,
      upstreamMs: ms,
    },
  };
}

function unknown(trace: DecisionTrace, cause: string, ms: number): SendResult {
  const reason = "UPSTREAM_TIMEOUT" as const;
  const result = { ...NOTHING, state: "unknown" as const, sent: true, reason, upstreamMs: ms };
  return { ...QUIET, cause, result: { ...result, trace: withUpstream(trace, { reason, ms }) } };
}

function notAccepted(trace: DecisionTrace, cause: string, ms: number): SendResult {
  const reason = "UPSTREAM_UNAVAILABLE" as const;
  const result = { ...NOTHING, state: "not_sent" as const, sent: false, reason, upstreamMs: ms };
  return { ...QUIET, cause, result: { ...result, trace: withUpstream(trace, { reason, ms }) } };
}

/** The credentials had failed, had we known: the trace says so, where a person looks for it. */
function credentialsRefused(
  deciding: Deciding,
  attempt: BegunAttempt,
  status: number,
  ms: number,
): SendResult {
  const { target } = attempt.trace;
  const known = target ? withCredentials(deciding.merchant, target, "failing") : deciding.merchant;
  const trace = decide(
    deciding.partner,
    known,
    deciding.questionFor(attempt.number === 1 ? "none" : "finished", attempt.number),
  );
  return {
    ...QUIET,
    cause: `credentials refused with ${status}`,
    credentialsRefused: { status },
    result: {
      ...NOTHING,
      state: "not_sent",
      sent: false,
      reason: "CREDENTIALS_FAILING",
      trace,
      answerStatus: status,
      upstreamMs: ms,
    },
  };
}

function textOf(body: unknown): string | null {
  return body === null || body === undefined ? null : JSON.stringify(body).slice(0, ANSWER_TEXT_MAX);
}
