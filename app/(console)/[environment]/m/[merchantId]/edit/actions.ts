"use server";
import { revalidatePath } from "next/cache";
import { action } from "#app/_doors/action.ts";
import { archiveMerchant } from "#lib/merchants/archive-merchant.ts";
import { editMerchant } from "#lib/merchants/edit-merchant.ts";
import { linkAccount } from "#lib/merchants/link-account.ts";
import {
  archiveMerchantInput,
  editMerchantInput,
  linkAccountInput,
  setActivationOwnerInput,
  setMitEnablementInput,
} from "#lib/merchants/schema.ts";
import { setActivationOwner } from "#lib/merchants/set-activation-owner.ts";
import { setMitEnablement } from "#lib/merchants/set-mit-enablement.ts";
import { setDefaultSiteInput } from "#lib/sites/schema.ts";
import { setDefaultSite } from "#lib/sites/set-default-site.ts";

/** Names and states of a merchant show in the shell of every page. */
function changed<Answer>(answer: Answer): Answer {
  revalidatePath("/[environment]", "layout");
  return answer;
}

export const changeMerchant = action(editMerchantInput, "merchants.write", async (scope, input) =>
  changed(await editMerchant(scope, input)),
);
export const changeOwner = action(setActivationOwnerInput, "merchants.write", async (scope, input) =>
  changed(await setActivationOwner(scope, input)),
);
export const changeDefaultSite = action(setDefaultSiteInput, "sites.write", async (scope, input) =>
  changed(await setDefaultSite(scope, input)),
);
export const changeMit = action(setMitEnablementInput, "merchants.write", async (scope, input) =>
  changed(await setMitEnablement(scope, input)),
);
export const linkHere = action(linkAccountInput, "merchants.write", async (scope, input) =>
  changed(await linkAccount(scope, input)),
);
export const closeMerchant = action(archiveMerchantInput, "merchants.write", async (scope, input) =>
  changed(await archiveMerchant(scope, input)),
);
