import { isCurrency } from "#lib/kit/money.ts";
import type { Channel, Integration, TransmitSetting } from "#lib/terms.ts";

/** The zones that a form offers: this runtime's, so that both sides of hydration agree when the server lists them. */
export function zoneChoices(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}

/** The currencies that a form offers: those whose decimals we know. */
export function currencyChoices(): string[] {
  return Intl.supportedValuesOf("currency").filter(isCurrency);
}

/** Copies that go to FlexCharge where the merchant set nothing else (product.md §4; standard-cit guide). */
export function transmitDefault(integration: Integration, channel: Channel): TransmitSetting {
  return integration === "standard_cit" && channel !== "mit" ? "approved_only" : "all";
}
