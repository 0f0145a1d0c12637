import type { RefundRefusal } from "#lib/orders/refund-order.ts";

/** A refused refund in words; `words` writes an amount of the order's currency. */
export function refundTrouble(
  refusal: RefundRefusal,
  words: (minor: number) => string,
): { trouble?: string; fields?: Record<string, string> } {
  switch (refusal.reason) {
    case "NOT_REFUNDABLE":
      return { trouble: "This order is not approved any more, so there is nothing to refund." };
    case "ABOVE_REMAINING": {
      const left = `Somebody refunded meanwhile: ${words(refusal.remainingMinor)} can be refunded now.`;
      return { trouble: left, fields: { amountMinor: left } };
    }
    case "WRONG_CURRENCY":
      return { trouble: `The order was approved in ${refusal.currency}.` };
    case "REFUSED":
      return { trouble: `Nothing was refunded. FlexCharge said: ${refusal.message} (${refusal.code})` };
    case "IDEMPOTENCY_CONFLICT":
      return { trouble: "Another refund was asked with the same key. Press again." };
    case "UNKNOWN":
      return { trouble: "The first try is still under way. Its result appears in the order's history." };
  }
}
