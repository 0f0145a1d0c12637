import type { Scope } from "#lib/access/open-scope.ts";
import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { resolveChannel, siteConfig } from "#lib/switching/rules.ts";
import type { MerchantConfig, PartnerConfig } from "#lib/switching/schema.ts";
import type { Environment } from "#lib/terms.ts";
import { awaitAnswer } from "./internal/await-answer.ts";
import { beginAttempt } from "./internal/begin-attempt.ts";
import { type Deciding, type OpenSession, prepareDecision } from "./internal/decide-attempt.ts";
import { findThreeDSecure } from "./internal/find-three-d-secure.ts";
import type { BegunAttempt } from "./internal/plan-attempt.ts";
import { sendAttempt } from "./internal/send-attempt.ts";
import { recordAnswer } from "./record-answer.ts";
import type { EvaluateAnswer, EvaluateRequest } from "./schema.ts";

export type EvaluateRefusal =
  /** The order's `channel` contradicts its `isMIT`. */
  | { reason: "CHANNEL_CONFLICT" }
  /** The idempotency key was used with another body. */
  | { reason: "IDEMPOTENCY_CONFLICT" };

export type EvaluateOutcome = Result<EvaluateAnswer, EvaluateRefusal>;

export type RefusedCredentials = {
  merchantId: string;
  environment: Environment;
  version: number;
  /** HTTP status of the refusal. */
  status: number;
};

/** What the verb works with; one per program. */
export type EvaluateTools = {
  config: { partner(): PartnerConfig; merchant(id: string): MerchantConfig | null };
  flexcharge: Pick<FlexchargeClient, "evaluate">;
  openSession: OpenSession;
  /** Told when FlexCharge refused a merchant's credentials. */
  onCredentialsRefused(scope: Scope, refused: RefusedCredentials): Promise<void>;
  /** Requests of this process that are under way, by key; starts empty. */
  underWay: Map<string, { bodyHash: string; outcome: Promise<EvaluateOutcome> }>;
};

/** The answer comes within this time whatever happens (P6); FlexCharge has the smaller share. */
const DEADLINE_MS_MAX = 8_000;
const UPSTREAM_MS_MAX = 6_000;
/** Kept back for commit 2 and the way out. */
const RESERVE_MS = 150;

/**
 * Asks FlexCharge to rescue a declined order, or holds it back and says why (product.md §4, §7; house.md walk B).
 * The scope is the merchant's own. `startedAt` is performance.now() when the request came in. An order that is
 * approved or in flight answers its state; a repeated key answers what the first was told. Throws NotFoundError for
 * a merchant that is not configured, and whatever the database throws.
 */
export async function evaluateOrder(
  scope: Scope,
  request: EvaluateRequest,
  tools: EvaluateTools,
  startedAt: number = performance.now(),
): Promise<EvaluateOutcome> {
  if ("conflict" in resolveChannel(request)) return refuse({ reason: "CHANNEL_CONFLICT" });
  const key = JSON.stringify([request.merchantId, request.environment, request.idempotencyKey]);
  const first = tools.underWay.get(key);
  if (first) {
    return first.bodyHash === request.bodyHash ? first.outcome : refuse({ reason: "IDEMPOTENCY_CONFLICT" });
  }
  const outcome = evaluateOnce(scope, request, tools, startedAt);
  tools.underWay.set(key, { bodyHash: request.bodyHash, outcome });
  try {
    return await outcome;
  } finally {
    tools.underWay.delete(key);
  }
}

async function evaluateOnce(
  scope: Scope,
  request: EvaluateRequest,
  tools: EvaluateTools,
  startedAt: number,
): Promise<EvaluateOutcome> {
  const merchant = tools.config.merchant(request.merchantId);
  if (!merchant) throw new NotFoundError("Merchant");
  const msLeft = (ofMs: number) => ofMs - (performance.now() - startedAt);
  for (let round = 1; ; round += 1) {
    const config = { partner: tools.config.partner(), merchant };
    const firstOfSubscription = (rebill: EvaluateRequest) => findThreeDSecure(scope, rebill);
    const receivedAt = scope.clock.now();
    const deciding = await prepareDecision(
      request,
      config,
      receivedAt,
      tools.openSession,
      firstOfSubscription,
    );
    const beginning = await beginAttempt(scope, deciding);
    if (beginning.kind === "answered") return ok(beginning.answer);
    if (beginning.kind === "begun")
      return ok(await finish(scope, deciding, beginning.attempt, tools, msLeft));
    const awaited = await awaitAnswer(scope, request, () => msLeft(DEADLINE_MS_MAX - RESERVE_MS));
    if (awaited.kind === "answer") return ok(awaited.answer);
    if (awaited.kind === "other_body") return refuse({ reason: "IDEMPOTENCY_CONFLICT" });
    // The key's row vanished between the two looks: clean-up took a key of 30 days. It is free now.
    if (round > 2) throw new Error("an idempotency key comes and goes");
  }
}

async function finish(
  scope: Scope,
  deciding: Deciding,
  attempt: BegunAttempt,
  tools: EvaluateTools,
  msLeft: (ofMs: number) => number,
): Promise<EvaluateAnswer> {
  const { request, merchant, isMit } = deciding;
  const site = attempt.trace.siteId ? siteConfig(merchant, attempt.trace.siteId) : null;
  const deadlineMs = Math.min(site?.evaluateDeadlineMs ?? DEADLINE_MS_MAX, DEADLINE_MS_MAX);
  const budgetMs = Math.min(UPSTREAM_MS_MAX, msLeft(deadlineMs - Math.min(RESERVE_MS, deadlineMs / 4)));
  const sent = await sendAttempt(tools.flexcharge, deciding, attempt, budgetMs, scope.requestId);
  const { result } = sent;
  const answer: EvaluateAnswer = {
    orderId: attempt.orderId,
    sessionKey: result.flexchargeOrderId ?? attempt.sessionKey,
    state: result.state,
    sent: result.sent,
    reason: result.reason,
    channel: result.trace.channel,
    mode: result.trace.mode,
    senseKey: sent.senseKey ?? request.senseKey,
    requestId: scope.requestId,
    refusal: sent.refusal,
  };
  const place = { merchantId: request.merchantId, orderId: attempt.orderId, number: attempt.number, isMit };
  const { credentialsRefused: refused } = sent;
  const session = deciding.session;
  const [stands] = await Promise.all([
    recordAnswer(scope, place, request, result, answer, sent.cause),
    refused && session && tools.onCredentialsRefused(scope, { ...session, status: refused.status }),
  ]);
  return stands;
}
