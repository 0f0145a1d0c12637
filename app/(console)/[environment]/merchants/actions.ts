"use server";
import { revalidatePath } from "next/cache";
import { action } from "#app/_doors/action.ts";
import { createMerchant } from "#lib/merchants/create-merchant.ts";
import { createMerchantInput } from "#lib/merchants/schema.ts";

export const addMerchant = action(createMerchantInput, "merchants.write", async (scope, input) => {
  const created = await createMerchant(scope, input);
  // The workspace menu of every page lists it.
  revalidatePath("/[environment]", "layout");
  return created;
});
