import { holdsCardNumber } from "#lib/kit/card-data.ts";
import { digitsOf } from "#lib/kit/exact-json.ts";
import type { UpstreamBody, UpstreamFill } from "#lib/orders/schema.ts";
import type { MitMode } from "#lib/terms.ts";
import { isObject, type JsonObject } from "./body-reading.ts";
import { isFullNumber } from "./evaluate-checks.ts";

/**
 * The received evaluate body as it goes to FlexCharge: token and unknown fields stay as they came; ids of ours become
 * FlexCharge's; a managed MIT has an expiry, a sync one has none, and either has its subscription's 3-D Secure data
 * unless it tells its own (product.md §8).
 */
export function upstreamBody(received: JsonObject, mitMode: MitMode, fill: UpstreamFill): UpstreamBody {
  const body: JsonObject = { ...received, mid: fill.mid, idempotencyKey: fill.upstreamKey };
  if (fill.siteId) body.siteId = fill.siteId;
  else {
    // Ours would mean nothing there; the site's address names it as well (API sheet §2.3.1).
    delete body.siteId;
    if (!body.siteUrl && fill.siteUrl) body.siteUrl = fill.siteUrl;
  }
  if (fill.isMit) {
    body.isMIT = true;
    if (mitMode === "sync") delete body.expiryDateUtc;
    else if (fill.expiresAt) body.expiryDateUtc ??= fill.expiresAt.toISOString();
    if (fill.threeDSecure) body.threeDSecure ??= fill.threeDSecure;
  }
  return { body, stored: JSON.stringify(withoutCard(body)) };
}

/** P14: what is kept has a token at most. */
function withoutCard(body: JsonObject): JsonObject {
  const card = body.paymentMethod;
  if (!isObject(card)) return body;
  const { verificationValue: _never, ...kept } = card;
  const { cardNumber = "" } = kept;
  const number = typeof cardNumber === "object" ? (digitsOf(cardNumber) ?? "") : String(cardNumber);
  // Also what is called a token and looks like a number, and a number with a mistyped digit.
  const hidden = isFullNumber(kept) || holdsCardNumber(number) || /^[\d -]{12,}$/.test(number);
  return { ...body, paymentMethod: hidden ? { ...kept, cardNumber: masked(number) } : kept };
}

function masked(number: string): string {
  return `[card …${number.replace(/\D/g, "").slice(-4)}]`;
}
