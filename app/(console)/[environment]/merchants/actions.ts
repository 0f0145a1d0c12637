"use server";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { createMerchant } from "#lib/merchants/create-merchant.ts";
import { createMerchantInput } from "#lib/merchants/schema.ts";

export const addMerchant = action(createMerchantInput, "merchants.write", async (scope, input) => {
  return showChanges(await createMerchant(scope, input));
});
