import { isCurrency } from "#lib/kit/money.ts";

/** The zones that a form offers: this runtime's, so that both sides of hydration agree when the server lists them. */
export function zoneChoices(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}

/** The currencies that a form offers: those whose decimals we know. */
export function currencyChoices(): string[] {
  return Intl.supportedValuesOf("currency").filter(isCurrency);
}
