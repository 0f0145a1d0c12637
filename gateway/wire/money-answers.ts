import type { Context } from "hono";
import { exponentOf } from "#lib/kit/money.ts";
import type { CancelOutcome } from "#lib/orders/cancel-order.ts";
import type { CaptureOutcome } from "#lib/orders/capture-order.ts";
import type { Order } from "#lib/orders/queries.ts";
import type { RefundOutcome } from "#lib/orders/refund-order.ts";
import { isReturned, orderStatusName } from "#lib/orders/rules.ts";
import type { AttemptState } from "#lib/terms.ts";
import type { GatewayEnv } from "../deps.ts";
import { envelope, VALIDATION_TITLE, wrapped } from "./answers.ts";
import { refusal } from "./refusal.ts";

const UNAVAILABLE = "UPSTREAM_UNAVAILABLE";
const NOT_KNOWN = "FlexCharge did not answer. Whether it acted is being found out; the order tells.";
const IN_PROGRESS = "An idempotent request is still in progress.";
const OTHER_BODY = "The idempotency key was used with another body.";

/** The answer of /refund in FlexCharge's words (API sheet §2.7); what we add travels in customProperties. */
export function refundAnswer(
  c: Context<GatewayEnv>,
  outcome: RefundOutcome,
  asked: { amountMinor: number; currency: string; orderId: string },
): Response {
  const { amountMinor, currency, orderId } = asked;
  const ours = { "switchboard.orderId": orderId, "switchboard.requestId": c.get("requestId") };
  if (outcome.ok) {
    const { state, refundId, transactionId } = outcome.value;
    const customProperties = {
      ...ours,
      "switchboard.refundId": refundId,
      "switchboard.refundState": state,
    };
    // A repeated transaction is answered as FlexCharge answers it; only the ledger knows that it may not be paid.
    const said = state === "confirmed" || transactionId !== null;
    return c.json({
      ...{ responseCode: null, responseMessage: said ? "APPROVED" : NOT_KNOWN, transactionId },
      ...envelope,
      success: said,
      status: said ? "SUCCESS" : "PROCESSING",
      customProperties: said
        ? customProperties
        : { ...customProperties, "switchboard.reason": "UPSTREAM_TIMEOUT" },
    });
  }
  const failed = (code: string, message: string) =>
    c.json({
      ...{ responseCode: code, responseMessage: message, transactionId: null },
      ...{ ...envelope, success: false, status: "FAILED", customProperties: ours },
      errors: [{ item1: message, item2: code, item3: code, item4: true }],
    });
  switch (outcome.reason) {
    case "NOT_REFUNDABLE":
      return failed("2001", tooMuch(amountMinor, 0, currency));
    case "ABOVE_REMAINING":
      return failed("2001", tooMuch(amountMinor, outcome.remainingMinor, currency));
    case "WRONG_CURRENCY":
      return failed("2001", `The order is in ${outcome.currency}.`);
    case "REFUSED":
      if (outcome.code === UNAVAILABLE) return refusal(c, 503, outcome.message, { retryAfter: 5 });
      return failed(outcome.code, outcome.message);
    default:
      return keyConflict(c, outcome.reason);
  }
}

/** The doubled closing bracket is on the vendor's wire. */
function tooMuch(askedMinor: number, mostMinor: number, currency: string): string {
  const [asked, most] = [askedMinor, mostMinor].map((minor) => twoDecimals(minor, currency));
  return `Amount to refund (${asked}) is greater than maximum refund amount in (${most}))`;
}

/** As the vendor's messages print amounts: two decimals whatever the currency, without a float on the way. */
function twoDecimals(minor: number, currency: string): string {
  const exponent = exponentOf(currency) ?? 2;
  const cents =
    exponent <= 2
      ? BigInt(minor) * 10n ** BigInt(2 - exponent)
      : (BigInt(minor) + 5n * 10n ** BigInt(exponent - 3)) / 10n ** BigInt(exponent - 2);
  const digits = cents.toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The answer of /capture (API sheet §2.9): `status` and `captureStatus` both tell. */
export function captureAnswer(c: Context<GatewayEnv>, outcome: CaptureOutcome): Response {
  const answer = (status: string, message: string | null) =>
    c.json({
      ...{ captureStatus: status, ...envelope, status, success: status === "SUCCESS" },
      customProperties: { "switchboard.requestId": c.get("requestId") },
      errors: message === null ? [] : [{ item1: message, item2: "2002", item3: "2002", item4: true }],
    });
  if (outcome.ok) {
    return outcome.value.state === "captured" ? answer("SUCCESS", null) : answer("PROCESSING", NOT_KNOWN);
  }
  switch (outcome.reason) {
    case "NOT_CAPTURABLE":
      return answer("FAILED", "The order does not wait for a capture.");
    case "WRONG_AMOUNT":
      return answer("FAILED", "The amount differs from the authorised amount.");
    case "WRONG_CURRENCY":
      return answer("FAILED", "The currency differs from the authorised currency.");
    case "REFUSED":
      if (outcome.code === UNAVAILABLE) return refusal(c, 503, outcome.message, { retryAfter: 5 });
      return answer("FAILED", outcome.message);
    default:
      return keyConflict(c, outcome.reason);
  }
}

/** The answer of a cancel (API sheet §2.8): `{}` and nothing else, or the general error form. */
export function cancelAnswer(
  c: Context<GatewayEnv>,
  outcome: CancelOutcome,
  order: Pick<Order, "state" | "amountMinor" | "refundedMinor">,
): Response {
  if (outcome.ok) return c.json({});
  const refused = (text: string) => c.json(wrapped(400, VALIDATION_TITLE, { Status: [text] }), 400);
  switch (outcome.reason) {
    case "NOT_CANCELLABLE":
      return refused(`An order in status ${nameOf(outcome.state, order)} cannot be cancelled.`);
    case "REFUSED":
      if (outcome.code === UNAVAILABLE) return refusal(c, 503, outcome.message, { retryAfter: 5 });
      return refused(outcome.message);
    case "UNKNOWN":
      return refusal(c, 503, "FlexCharge did not answer. The order is being cancelled; ask again.", {
        retryAfter: 5,
      });
  }
}

function nameOf(state: AttemptState, order: Pick<Order, "state" | "amountMinor" | "refundedMinor">): string {
  return orderStatusName(isReturned({ ...order, state }) ? "returned" : state);
}

function keyConflict(c: Context<GatewayEnv>, reason: "IDEMPOTENCY_CONFLICT" | "UNKNOWN"): Response {
  const text = reason === "UNKNOWN" ? IN_PROGRESS : OTHER_BODY;
  return c.json(wrapped(409, text, { IdempotencyKey: [text] }), 409);
}
