"use server";
import { action } from "#app/_doors/action.ts";
import { linkMerchants } from "#lib/onboarding/link-merchants.ts";
import { linkMerchantsInput } from "#lib/onboarding/schema.ts";

/**
 * One account a call, so that the page shows how far it is and can stop between two; it reads everything anew at the end
 * and not after each, because its list is FlexCharge's.
 */
export const linkHere = action(linkMerchantsInput, "merchants.write", async (scope, input) => {
  return linkMerchants(scope, input);
});
