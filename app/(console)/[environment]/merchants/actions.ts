"use server";
import { action } from "#app/_doors/action.ts";
import { deleteView } from "#lib/access/delete-view.ts";
import { invitePerson } from "#lib/access/invite-person.ts";
import { renameView } from "#lib/access/rename-view.ts";
import { saveView } from "#lib/access/save-view.ts";
import { deleteViewInput, invitePersonInput, renameViewInput, saveViewInput } from "#lib/access/schema.ts";
import { setActivationOwnersInput } from "#lib/merchants/schema.ts";
import { setActivationOwners } from "#lib/merchants/set-activation-owners.ts";

export const assignOwner = action(setActivationOwnersInput, "merchants.write", setActivationOwners);
export const inviteToMerchant = action(invitePersonInput, "merchants.write", invitePerson);

export const keepView = action(saveViewInput, "merchants.read", saveView);
export const nameView = action(renameViewInput, "merchants.read", renameView);
export const dropView = action(deleteViewInput, "merchants.read", deleteView);
