import * as currencies from "dinero.js/currencies";

const EXPONENTS = new Map<string, number>(
  Object.values(currencies).map((currency) => [currency.code, currency.exponent]),
);

/** ISO 4217's number of decimals (not Intl's, which differs for HUF, COP, IDR and others); null for an unknown code. */
export function exponentOf(currency: string): number | null {
  return EXPONENTS.get(currency.toUpperCase()) ?? null;
}

export function isCurrency(code: string): boolean {
  return EXPONENTS.has(code.toUpperCase());
}

/**
 * Minor units as people read them: `{ number: "1,234.56", code: "USD" }`, a real minus, decimals by ISO 4217.
 * Works on the digits, so no amount is ever a float.
 */
export function formatMoney(
  amountMinor: number | bigint,
  currency: string,
): { number: string; code: string } {
  const code = currency.toUpperCase();
  const exponent = EXPONENTS.get(code) ?? 2;
  const value = BigInt(amountMinor);
  const digits = (value < 0n ? -value : value).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = exponent > 0 ? `.${digits.slice(-exponent)}` : "";
  return { number: `${value < 0n ? "−" : ""}${whole}${fraction}`, code };
}

/** Minor units from a decimal text such as `19.99`; null when it is no amount of that currency. */
export function parseMoney(text: string, currency: string): number | null {
  const exponent = exponentOf(currency);
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(text.trim());
  if (exponent === null || !match) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > exponent) return null;
  return Number(`${match[1]}${fraction.padEnd(exponent, "0")}`);
}
