import * as currencies from "dinero.js/currencies";

const digitsByCode = new Map(Object.values(currencies).map(({ code, exponent }) => [code, exponent]));

/** ISO 4217 minor-unit digits; 2 for a code that ISO does not know. */
export function minorDigits(currency: string): number {
  return digitsByCode.get(currency.toUpperCase() as never) ?? 2;
}

/** `19.99` USD → 1999. Null for anything that is not a plain decimal with at most the currency's digits. */
export function minorUnits(decimal: string, currency: string): number | null {
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(decimal.trim());
  if (!match) return null;
  const digits = minorDigits(currency);
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > digits) return null;
  return Number(`${match[1]}${fraction.padEnd(digits, "0")}`);
}

/** Minor units as the refund messages print them: always two decimals. */
export function twoDecimals(minor: number, currency: string): string {
  return (minor / 10 ** minorDigits(currency)).toFixed(2);
}
