"use server";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { archiveMerchant } from "#lib/merchants/archive-merchant.ts";
import { editMerchant } from "#lib/merchants/edit-merchant.ts";
import { archiveMerchantInput, editMerchantInput, setActivationOwnerInput } from "#lib/merchants/schema.ts";
import { setActivationOwner } from "#lib/merchants/set-activation-owner.ts";
import { setDefaultSiteInput } from "#lib/sites/schema.ts";
import { setDefaultSite } from "#lib/sites/set-default-site.ts";

export const changeMerchant = action(editMerchantInput, "merchants.write", async (scope, input) =>
  showChanges(await editMerchant(scope, input)),
);
export const changeOwner = action(setActivationOwnerInput, "merchants.write", async (scope, input) =>
  showChanges(await setActivationOwner(scope, input)),
);
export const changeDefaultSite = action(setDefaultSiteInput, "sites.write", async (scope, input) =>
  showChanges(await setDefaultSite(scope, input)),
);
export const closeMerchant = action(archiveMerchantInput, "merchants.write", async (scope, input) =>
  showChanges(await archiveMerchant(scope, input)),
);
