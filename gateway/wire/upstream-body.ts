import { holdsCardNumber, maskCardNumbers } from "#lib/kit/card-data.ts";
import type { Json } from "#lib/kit/json.ts";
import type { UpstreamBody, UpstreamFill } from "#lib/orders/schema.ts";
import type { MitMode } from "#lib/terms.ts";
import { isObject, type JsonObject } from "./body-reading.ts";
import { isFullNumber } from "./evaluate-checks.ts";

/**
 * The received evaluate body as it goes to FlexCharge: token and unknown fields stay as they came; ids of ours become
 * FlexCharge's; a managed MIT has an expiry, a sync one has none (product.md §8).
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
  }
  return { body, stored: JSON.stringify(withoutCard(body)) };
}

/** P14: what is kept has a token at most. */
function withoutCard(body: JsonObject): JsonObject {
  const card = body.paymentMethod;
  if (!isObject(card)) return body;
  const { verificationValue: _never, ...kept } = card;
  const number = kept.cardNumber;
  if (isFullNumber(kept) || (typeof number === "string" && holdsCardNumber(number))) {
    kept.cardNumber = masked(number);
  }
  return { ...body, paymentMethod: kept };
}

function masked(number: Json | undefined): string {
  const text = maskCardNumbers(String(number ?? ""));
  const digits = text.replace(/\D/g, "");
  // Not a valid number, but near one: hidden as well.
  return digits.length > 4 && !text.startsWith("[card") ? `[card …${digits.slice(-4)}]` : text;
}
