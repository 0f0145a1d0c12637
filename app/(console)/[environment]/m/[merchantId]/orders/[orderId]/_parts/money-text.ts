import { formatMoney } from "#lib/kit/money.ts";

/** "20.00 USD", in a sentence. */
export function moneyText(amountMinor: number, currency: string): string {
  const { number, code } = formatMoney(amountMinor, currency);
  return `${number} ${code}`;
}
