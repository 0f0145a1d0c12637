import type { Transaction } from "#db/client.ts";
import { orderEvents } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { AttemptState } from "#lib/terms.ts";
import { eventRow } from "./internal/event-row.ts";
import { auditOrder, lockOrder, sourceOf } from "./internal/lock-order.ts";
import { type AttemptRow, moveAttempt, type OrderRow } from "./internal/move-attempt.ts";
import { clearPending, markPending, recordEnding, refusalOf } from "./internal/pending-call.ts";
import { type Heard, readCall } from "./internal/read-call.ts";
import { type OrderTools, openOrderTools } from "./open-order-tools.ts";
import { allowedActions } from "./rules.ts";
import { cancelOrderInput } from "./schema.ts";

export type CancelRefusal =
  /** Paid, refused or over: nothing is left to cancel. */
  | { reason: "NOT_CANCELLABLE"; state: AttemptState }
  | { reason: "REFUSED"; code: string; message: string }
  /** FlexCharge gave no certain answer; the wish stands and settlement carries it out. */
  | { reason: "UNKNOWN" };

/** `cancelled`, or `asked`: FlexCharge does not know the order (yet), and it is not sent again. */
export type CancelOutcome = Result<{ state: "cancelled" | "asked" }, CancelRefusal>;

const UPSTREAM_MS_MAX = 10_000;

/**
 * Stops a rescue that is not captured (API sheet §2.8): a rebill in work, an authorised order, or one whose evaluate
 * was never answered. Cancelling what is cancelled is done already. Needs `refunds.write`. Throws NotFoundError.
 */
export async function cancelOrder(
  scope: Scope,
  input: { merchantId: string; orderId: string },
  tools: OrderTools = openOrderTools(scope),
): Promise<CancelOutcome> {
  requirePermission(scope, "refunds.write");
  const place = cancelOrderInput.parse(input);
  const begun = await inScope(scope, (tx) => begin(tx, scope, place));
  if (begun.kind === "ended") return begun.outcome;
  const { order, attempt } = begun;
  const session = await tools.openSession(order.merchantId, attempt.target ?? order.environment);
  const heard: Heard<unknown> = session
    ? await askToCancel(tools, session, order, attempt, scope.requestId)
    : { kind: "not_accepted", cause: "no credentials", unauthorized: null };
  const outcome = await inScope(scope, (tx) => finish(tx, scope, place, attempt, heard));
  if (session && heard.kind === "not_accepted" && heard.unauthorized) {
    await tools.onCredentialsRefused(session, heard.unauthorized);
  }
  return outcome;
}

/**
 * By FlexCharge's id where we know it, else by the checkout's own: both act on the same order (§2.8). Without a key,
 * because a repeat is safe and a refusal would be replayed for a day.
 */
async function askToCancel(
  { flexcharge }: OrderTools,
  session: Parameters<OrderTools["flexcharge"]["cancel"]>[0],
  order: OrderRow,
  attempt: AttemptRow,
  requestId: string,
): Promise<Heard<unknown>> {
  const deadline = { deadlineMs: UPSTREAM_MS_MAX, requestId };
  const { flexchargeOrderId } = attempt;
  const call = flexchargeOrderId
    ? await flexcharge.cancel(session, { orderId: flexchargeOrderId }, deadline)
    : await flexcharge.externalCancel(session, { externalOrderId: order.externalId }, deadline);
  return readCall(call);
}

type Begun =
  | { kind: "ended"; outcome: CancelOutcome }
  | { kind: "begun"; order: OrderRow; attempt: AttemptRow };

async function begin(
  tx: Transaction,
  scope: Scope,
  place: { merchantId: string; orderId: string },
): Promise<Begun> {
  const { order, showing } = await lockOrder(tx, place);
  const { state, number } = showing;
  if (state === "cancelled") return { kind: "ended", outcome: ok({ state: "cancelled" }) };
  if (!allowedActions(showing).includes("cancel")) {
    return { kind: "ended", outcome: refuse({ reason: "NOT_CANCELLABLE", state }) };
  }
  if (showing.pending === "capture") return { kind: "ended", outcome: refuse({ reason: "UNKNOWN" }) };
  const at = scope.clock.now();
  if (showing.pending !== "cancel") {
    const author = { byName: scope.actor.name, requestId: scope.requestId };
    await tx
      .insert(orderEvents)
      .values(eventRow(showing, at, "cancel.requested", { attempt: number, ...author }));
    await auditOrder(tx, scope, order, { action: "order.cancel", after: { attempt: number, from: state } });
  }
  await markPending(tx, showing, "cancel", at);
  return { kind: "begun", order, attempt: showing };
}

async function finish(
  tx: Transaction,
  scope: Scope,
  place: { merchantId: string; orderId: string },
  begun: AttemptRow,
  heard: Heard<unknown>,
): Promise<CancelOutcome> {
  const { order, attempts } = await lockOrder(tx, place);
  const attempt = attempts.find(({ number }) => number === begun.number) ?? begun;
  const at = scope.clock.now();
  if (heard.kind === "answer") {
    if (attempt.state === "cancelled") return ok({ state: "cancelled" });
    if (!allowedActions(attempt).includes("cancel")) {
      return refuse({ reason: "NOT_CANCELLABLE", state: attempt.state });
    }
    await moveAttempt(tx, order, attempt, { to: "cancelled", source: sourceOf(scope) }, at);
    await recordEnding(tx, attempt, "cancel", at, { result: "confirmed", message: null });
    return ok({ state: "cancelled" });
  }
  if (heard.kind === "unknown") {
    await recordEnding(tx, attempt, "cancel", at, { result: "unknown", message: heard.cause });
    return refuse({ reason: "UNKNOWN" });
  }
  // The evaluate may still be on its way there: the wish stays, so that it is never sent again and cancelled if found.
  if (attempt.state === "unknown" && heard.kind === "refused") return ok({ state: "asked" });
  await clearPending(tx, attempt, "cancel");
  const refused = refusalOf(heard) ?? { code: "FAILED", message: "" };
  await recordEnding(tx, attempt, "cancel", at, { result: "failed", message: refused.message });
  return refuse({ reason: "REFUSED", ...refused });
}
