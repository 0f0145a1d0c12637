import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Result } from "#lib/kit/result.ts";
import type { RefundState } from "#lib/terms.ts";
import { beginRefund } from "./internal/begin-refund.ts";
import { finishRefund, refundAsItStands } from "./internal/finish-refund.ts";
import { lockOrder } from "./internal/lock-order.ts";
import { awaitOutcome, callKey, type KeyRefusal } from "./internal/once-per-key.ts";
import { readCall } from "./internal/read-call.ts";
import { type OrderTools, openOrderTools } from "./open-order-tools.ts";
import { type RefundOrderInput, refundOrderInput } from "./schema.ts";

export type RefundRefusal =
  /** No attempt of the order is approved. */
  | { reason: "NOT_REFUNDABLE" }
  /** More than what may still be paid back; nothing was asked of FlexCharge. */
  | { reason: "ABOVE_REMAINING"; remainingMinor: number }
  | { reason: "WRONG_CURRENCY"; currency: string }
  /** FlexCharge's own refusal, or `UPSTREAM_UNAVAILABLE` when it certainly did nothing. */
  | { reason: "REFUSED"; code: string; message: string }
  | KeyRefusal;

/** `unconfirmed`: FlexCharge gave no certain answer, or repeated an earlier one; settlement asks until it is known. */
export type Refunded = {
  refundId: string;
  state: Extract<RefundState, "confirmed" | "unconfirmed" | "requested" | "failed">;
  remainingMinor: number;
  transactionId: string | null;
};

export type RefundOutcome = Result<Refunded, RefundRefusal>;

/** FlexCharge's own time for one refund. */
const UPSTREAM_MS_MAX = 10_000;

/**
 * Pays a customer back, in full or in part (product.md §10, API sheet §2.7). The refund is written down before
 * FlexCharge is asked, under the order's lock, so that parallel refunds never exceed what was approved (P5). Needs
 * `refunds.write`. Throws NotFoundError.
 */
export async function refundOrder(
  scope: Scope,
  input: RefundOrderInput,
  tools: OrderTools = openOrderTools(scope),
): Promise<RefundOutcome> {
  requirePermission(scope, "refunds.write");
  const { idempotencyKey, ...request } = refundOrderInput.parse(input);
  const { merchantId } = request;
  const placeOf = (environment: "sandbox" | "production") =>
    idempotencyKey ? { merchantId, environment, idempotencyKey, operation: "refund" as const } : null;
  const begun = await inScope(scope, async (tx) => {
    const locked = await lockOrder(tx, request);
    const key = callKey(scope, placeOf(locked.order.environment), request);
    return beginRefund(tx, scope, locked, { ...request, idempotencyKey }, key);
  });
  if (begun.kind === "refused") return begun.outcome;
  const place = placeOf(begun.order.environment);
  const key = callKey(scope, place, request);
  if (begun.kind === "key_taken") {
    if (!place) throw new Error("only a key that was given can be taken");
    return awaitOutcome<RefundOutcome>(scope, place, request, (tx) =>
      refundAsItStands(tx, request, place.idempotencyKey),
    );
  }
  const { refund, flexchargeOrderId, target } = begun;
  const session = await tools.openSession(merchantId, target);
  const message = request.message ?? "Refund";
  const { amountMinor, currency } = refund;
  const heard = session
    ? readCall(
        await tools.flexcharge.refund(
          session,
          { orderId: flexchargeOrderId, amountMinor, currency, message },
          { deadlineMs: UPSTREAM_MS_MAX, requestId: scope.requestId },
        ),
      )
    : { kind: "not_accepted" as const, cause: "no credentials", unauthorized: null };
  const outcome = await inScope(scope, async (tx) => {
    const locked = await lockOrder(tx, request);
    return finishRefund(tx, scope, locked, refund.id, heard, key);
  });
  if (session && heard.kind === "not_accepted" && heard.unauthorized) {
    await tools.onCredentialsRefused(session, heard.unauthorized);
  }
  return outcome;
}
