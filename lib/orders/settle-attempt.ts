import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Session } from "#lib/flexcharge/schema.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { AttemptState } from "#lib/terms.ts";
import { lockOrder } from "./internal/lock-order.ts";
import { type LookUp, lookUp } from "./internal/look-up.ts";
import type { AttemptRow, OrderRow } from "./internal/move-attempt.ts";
import { readCall } from "./internal/read-call.ts";
import { sendAgain } from "./internal/send-again.ts";
import { settlementOf } from "./internal/settlement-rule.ts";
import { type SettleAct, writeSettlement } from "./internal/write-settlement.ts";
import { type OrderTools, openOrderTools } from "./open-order-tools.ts";
import { allowedActions } from "./rules.ts";
import { settleAttemptInput } from "./schema.ts";

/** `note` says why it is still open: a code, or the cause that FlexCharge gave. */
export type SettleOutcome = Result<
  { settled: boolean; state: AttemptState; note: string | null },
  { reason: "NOTHING_TO_SETTLE"; state: AttemptState }
>;

/** One settlement, all its calls together: the worker's transaction waits for it. */
const DEADLINE_MS = 6_000;
/** An evaluate that is younger may still be answered by the gateway that began it. */
export const UNDER_WAY_MS = 10_000;

type Subject = { order: OrderRow; attempt: AttemptRow; others: string[] };

/**
 * Asks FlexCharge what became of an attempt whose result is not known, or of a capture or cancel without an answer,
 * and acts on it (product.md §7). For the worker's job and for "Ask FlexCharge now". Needs `orders.settle`. Throws
 * NotFoundError. `byHand` tries although recent calls failed.
 */
export async function settleAttempt(
  scope: Scope,
  input: { merchantId: string; orderId: string; attempt: number },
  tools: OrderTools = openOrderTools(scope),
  byHand: boolean = scope.actor.kind === "user",
): Promise<SettleOutcome> {
  requirePermission(scope, "orders.settle");
  const place = settleAttemptInput.parse(input);
  const subject = await inScope(scope, async (tx): Promise<Subject> => {
    const { order, attempts } = await lockOrder(tx, place);
    const attempt = attempts.find(({ number }) => number === place.attempt);
    if (!attempt) throw new NotFoundError("Attempt");
    const others = attempts
      .filter((each) => each !== attempt)
      .flatMap((each) => each.flexchargeOrderId ?? []);
    return { order, attempt, others };
  });
  const { attempt } = subject;
  const { state, pending } = attempt;
  if (state !== "unknown" && !pending) return refuse({ reason: "NOTHING_TO_SETTLE", state });
  const ageMs = scope.clock.now().getTime() - attempt.begunAt.getTime();
  if (state === "unknown" && !attempt.reason && ageMs < UNDER_WAY_MS) {
    return ok({ settled: false, state, note: "UNDER_WAY" });
  }
  const act = await ask(scope, tools, subject, byHand);
  return inScope(scope, async (tx) => {
    const { order, attempts } = await lockOrder(tx, place);
    const now = attempts.find(({ number }) => number === place.attempt) ?? attempt;
    // A notice, or the checkout's own answer, was quicker.
    if (now.state !== state || now.pending !== pending)
      return ok({ settled: true, state: now.state, note: null });
    return ok(await writeSettlement(tx, scope, order, now, act));
  });
}

/** Everything that is said to FlexCharge, outside any transaction. */
async function ask(
  scope: Scope,
  tools: OrderTools,
  { order, attempt, others }: Subject,
  byHand: boolean,
): Promise<SettleAct> {
  // The order has ended by another road: there is nothing left to capture or cancel.
  if (attempt.pending && !allowedActions(attempt).includes(attempt.pending)) {
    return { do: "give_up", why: "NOTHING_LEFT_TO_DO" };
  }
  const session = await tools.openSession(order.merchantId, attempt.target ?? order.environment);
  if (!session) return { do: "wait", why: "CREDENTIALS_MISSING" };
  const endsAt = performance.now() + DEADLINE_MS;
  const within = () => ({
    deadlineMs: Math.max(1, endsAt - performance.now()),
    ignoreBreaker: byHand,
    requestId: scope.requestId,
  });
  const isMit = attempt.channel === "mit";
  const { flexchargeOrderId } = attempt;
  const { externalId } = order;
  const found = await lookUp(tools, session, { externalId, flexchargeOrderId, isMit, others }, within());
  if (found.kind === "no_answer") {
    await refusedCredentials(tools, session, found.unauthorized);
    return { do: "wait", why: found.cause };
  }
  const finding = found.kind === "found" ? { kind: "found" as const, status: found.order.status } : found;
  const sinceBegunMs = scope.clock.now().getTime() - attempt.begunAt.getTime();
  const { state, pending } = attempt;
  const settlement = settlementOf({ state, isMit, pending }, finding, { sinceBegunMs });
  const id = idOf(found) ?? flexchargeOrderId;
  if (settlement.do === "cancel") {
    const heard = readCall(
      state === "unknown"
        ? await tools.flexcharge.externalCancel(session, { externalOrderId: externalId }, within())
        : await tools.flexcharge.cancel(session, { orderId: id ?? "" }, within()),
    );
    if (heard.kind === "answer") {
      return { do: "move", to: "cancelled", how: "cancelled_in_time", flexchargeOrderId: id };
    }
    // Captured between the two calls, perhaps: the next look tells.
    return { do: "wait", why: heard.kind === "refused" ? `cancel refused: ${heard.message}` : heard.cause };
  }
  if (settlement.do === "send_again") {
    const sent = await sendAgain(scope, tools, session, attempt, within());
    await refusedCredentials(tools, session, sent.unauthorized ?? null);
    if (sent.kind === "not_known") return { do: "wait", why: sent.cause, sentAgain: true };
    const { flexchargeOrderId: newId, answer, answerStatus } = sent;
    const facts = { flexchargeOrderId: newId, answer, answerStatus, sentAgain: true };
    return { do: "move", to: sent.state, how: "sent_again", ...facts };
  }
  return settlement.do === "move" ? { ...settlement, flexchargeOrderId: id } : settlement;
}

function idOf(found: LookUp): string | null {
  return found.kind === "found" ? found.order.id.toLowerCase() : null;
}

async function refusedCredentials(tools: OrderTools, session: Session, status: number | null): Promise<void> {
  if (status) await tools.onCredentialsRefused(session, status);
}
