import type { Transaction } from "#db/client.ts";
import { orderEvents } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { AttemptState, Environment } from "#lib/terms.ts";
import { eventRow } from "./internal/event-row.ts";
import { auditOrder, type LockedOrder, lockOrder, sourceOf } from "./internal/lock-order.ts";
import { type AttemptRow, moveAttempt } from "./internal/move-attempt.ts";
import { awaitOutcome, type CallKey, callKey, type KeyRefusal } from "./internal/once-per-key.ts";
import { clearPending, derivedKey, markPending, recordEnding, refusalOf } from "./internal/pending-call.ts";
import { type Heard, messageOf, readCall } from "./internal/read-call.ts";
import { type OrderTools, openOrderTools } from "./open-order-tools.ts";
import { allowedActions } from "./rules.ts";
import { type CaptureOrderInput, captureOrderInput } from "./schema.ts";

export type CaptureRefusal =
  /** The order does not wait for a capture. */
  | { reason: "NOT_CAPTURABLE"; state: AttemptState }
  /** Only the whole authorised amount can be captured. */
  | { reason: "WRONG_AMOUNT"; authorisedMinor: number }
  | { reason: "WRONG_CURRENCY"; currency: string }
  /** FlexCharge's own refusal, or `UPSTREAM_UNAVAILABLE` when it certainly did nothing. */
  | { reason: "REFUSED"; code: string; message: string }
  /** Also: another capture or cancel of the order is under way. */
  | KeyRefusal;

/** `unknown`: FlexCharge gave no certain answer; settlement asks until it is known. */
export type CaptureOutcome = Result<{ state: "captured" | "unknown"; amountMinor: number }, CaptureRefusal>;

type Captured = {
  status?: string | null | undefined;
  captureStatus?: string | null | undefined;
  success: boolean;
};
type Begun = { attempt: AttemptRow; flexchargeOrderId: string; environment: Environment };

const UPSTREAM_MS_MAX = 10_000;

/** Captures an authorised order as a whole (API sheet §2.9). Needs `refunds.write`. Throws NotFoundError. */
export async function captureOrder(
  scope: Scope,
  input: CaptureOrderInput,
  tools: OrderTools = openOrderTools(scope),
): Promise<CaptureOutcome> {
  requirePermission(scope, "refunds.write");
  const { idempotencyKey, ...request } = captureOrderInput.parse(input);
  const { merchantId, orderId } = request;
  const placeIn = (environment: Environment) =>
    idempotencyKey ? { merchantId, environment, idempotencyKey, operation: "capture" as const } : null;
  const keyIn = (environment: Environment) => callKey(scope, placeIn(environment), request);
  const begun = await inScope(scope, async (tx) => {
    const locked = await lockOrder(tx, request);
    const { environment } = locked.order;
    const key = keyIn(environment);
    if (!(await key.claim(tx, orderId, locked.showing.number)))
      return { kind: "key_taken" as const, environment };
    const refused = refusalFor(locked, request);
    if (!refused) return { kind: "begun" as const, ...(await begin(tx, scope, locked)) };
    if (refused.reason === "UNKNOWN") await key.free(tx);
    else await key.answer(tx, { ok: false, ...refused });
    return { kind: "refused" as const, outcome: { ok: false as const, ...refused } };
  });
  if (begun.kind === "refused") return begun.outcome;
  if (begun.kind === "key_taken") {
    const place = placeIn(begun.environment);
    if (!place) throw new Error("only a key that was given can be taken");
    return awaitOutcome<CaptureOutcome>(scope, place, request, (tx) => asItStands(tx, request));
  }
  const { attempt, flexchargeOrderId, environment } = begun;
  const session = await tools.openSession(merchantId, attempt.target ?? environment);
  const { amountMinor, currency } = attempt;
  const upstreamKey = idempotencyKey
    ? derivedKey("capture", merchantId, orderId, String(attempt.number), idempotencyKey)
    : newGuid();
  const body = { idempotencyKey: upstreamKey, orderId: flexchargeOrderId, amountMinor, currency };
  const within = { deadlineMs: UPSTREAM_MS_MAX, requestId: scope.requestId };
  const heard: Heard<Captured> = session
    ? readCall(await tools.flexcharge.capture(session, body, within))
    : { kind: "not_accepted", cause: "no credentials", unauthorized: null };
  const outcome = await inScope(scope, (tx) =>
    finish(tx, scope, request, attempt, heard, keyIn(environment)),
  );
  if (session && heard.kind === "not_accepted" && heard.unauthorized) {
    await tools.onCredentialsRefused(session, heard.unauthorized);
  }
  return outcome;
}

function refusalFor(
  { showing }: LockedOrder,
  request: { amountMinor?: number | undefined; currency?: string | undefined },
): CaptureRefusal | null {
  if (!allowedActions(showing).includes("capture") || !showing.flexchargeOrderId) {
    return { reason: "NOT_CAPTURABLE", state: showing.state };
  }
  if (showing.pending) return { reason: "UNKNOWN" };
  if (request.currency && request.currency !== showing.currency) {
    return { reason: "WRONG_CURRENCY", currency: showing.currency };
  }
  if (request.amountMinor !== undefined && request.amountMinor !== showing.amountMinor) {
    return { reason: "WRONG_AMOUNT", authorisedMinor: showing.amountMinor };
  }
  return null;
}

async function begin(tx: Transaction, scope: Scope, { order, showing }: LockedOrder): Promise<Begun> {
  const at = scope.clock.now();
  const { amountMinor, currency, number, flexchargeOrderId } = showing;
  const asked = { attempt: number, amountMinor, currency };
  const author = { byName: scope.actor.name, requestId: scope.requestId };
  await markPending(tx, showing, "capture", at);
  await tx.insert(orderEvents).values(eventRow(showing, at, "capture.requested", { ...asked, ...author }));
  await auditOrder(tx, scope, order, { action: "order.capture", after: asked });
  return { attempt: showing, flexchargeOrderId: flexchargeOrderId ?? "", environment: order.environment };
}

async function finish(
  tx: Transaction,
  scope: Scope,
  place: { merchantId: string; orderId: string },
  begun: AttemptRow,
  heard: Heard<Captured>,
  key: CallKey,
): Promise<CaptureOutcome> {
  const { order, attempts } = await lockOrder(tx, place);
  const attempt = attempts.find(({ number }) => number === begun.number) ?? begun;
  const at = scope.clock.now();
  const ended = async (
    outcome: CaptureOutcome,
    result: "confirmed" | "failed" | "unknown",
    message: string | null,
  ) => {
    await recordEnding(tx, attempt, "capture", at, { result, message });
    await key.answer(tx, outcome);
    return outcome;
  };
  const { amountMinor } = attempt;
  if (heard.kind === "unknown") return ended(ok({ state: "unknown", amountMinor }), "unknown", heard.cause);
  if (heard.kind === "answer" && isCaptured(heard.body)) {
    // Settlement or a notice may have been quicker.
    if (attempt.state === "capture_required") {
      await moveAttempt(tx, order, attempt, { to: "approved", source: sourceOf(scope) }, at);
    }
    return ended(ok({ state: "captured", amountMinor }), "confirmed", null);
  }
  await clearPending(tx, attempt, "capture");
  const refused =
    heard.kind === "answer" ? { code: "FAILED", message: messageOf(heard.body) } : refusalOf(heard);
  const outcome = refuse({ reason: "REFUSED", ...(refused ?? { code: "FAILED", message: "" }) });
  if (heard.kind === "not_accepted") await key.free(tx);
  return ended(outcome, "failed", outcome.message);
}

function isCaptured({ success, status, captureStatus }: Captured): boolean {
  return success && (status ?? captureStatus)?.toUpperCase() === "SUCCESS";
}

/** For a repeat whose first request died on the way. */
async function asItStands(
  tx: Transaction,
  place: { merchantId: string; orderId: string },
): Promise<CaptureOutcome> {
  const { showing } = await lockOrder(tx, place);
  const { state, amountMinor, pending } = showing;
  if (state === "approved") return ok({ state: "captured", amountMinor });
  if (pending) return ok({ state: "unknown", amountMinor });
  return refuse({ reason: "NOT_CAPTURABLE", state });
}
