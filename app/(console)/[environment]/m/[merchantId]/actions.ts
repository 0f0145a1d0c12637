"use server";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { addNote } from "#lib/merchants/add-note.ts";
import { closeNote } from "#lib/merchants/close-note.ts";
import { linkAccount } from "#lib/merchants/link-account.ts";
import {
  addNoteInput,
  closeNoteInput,
  linkAccountInput,
  setMitEnablementInput,
} from "#lib/merchants/schema.ts";
import { setMitEnablement } from "#lib/merchants/set-mit-enablement.ts";

export const changeMit = action(setMitEnablementInput, "merchants.write", async (scope, input) =>
  showChanges(await setMitEnablement(scope, input)),
);
export const linkHere = action(linkAccountInput, "merchants.write", async (scope, input) =>
  showChanges(await linkAccount(scope, input)),
);
export const writeNote = action(addNoteInput, "merchants.write", async (scope, input) =>
  showChanges(await addNote(scope, { ...input, followUpOn: input.followUpOn ?? "" })),
);
export const closeFollowUp = action(closeNoteInput, "merchants.write", async (scope, input) =>
  showChanges(await closeNote(scope, input)),
);
