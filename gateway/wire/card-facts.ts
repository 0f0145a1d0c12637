import type { CardFacts } from "#lib/orders/schema.ts";
import type { EvaluateBody } from "./evaluate-body.ts";
import { isFullNumber } from "./evaluate-checks.ts";
import { said } from "./fields.ts";

/** What may be kept of a card: brand, BIN, last four, expiry, country. */
export function cardFacts(card: EvaluateBody["paymentMethod"]): CardFacts {
  const digits = isFullNumber(card) ? card.cardNumber.replace(/\D/g, "") : "";
  const bin = said(card.cardBinNumber) ?? digits.slice(0, 6);
  const last4 = said(card.cardLast4Digits) ?? digits.slice(-4);
  const { expirationMonth: month, expirationYear: year } = card;
  const expires =
    month !== undefined && year !== undefined && month >= 1 && month <= 12 && year > 0 && year < 10_000;
  return {
    brand: said(card.cardBrand)?.toUpperCase().slice(0, 32) ?? null,
    bin: /^\d{6,8}$/.test(bin) ? bin : null,
    last4: /^\d{4}$/.test(last4) ? last4 : null,
    expiry: expires ? `${String(month).padStart(2, "0")}/${year < 100 ? 2000 + year : year}` : null,
    country: said(card.cardCountry)?.slice(0, 64) ?? null,
  };
}
