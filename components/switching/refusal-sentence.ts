import { ROLE_NAMES } from "#lib/access/rules.ts";
import type { Gate } from "#lib/switching/schema.ts";
import type { Role } from "#lib/terms.ts";
import { missingSentence } from "./gate-words.ts";

/** Whatever a switch or a kill switch may be refused with, by a verb or at the door. */
export type SwitchRefusal = {
  ok: false;
  reason: string;
  missing?: readonly Gate[];
  roles?: readonly Role[];
  fields?: Readonly<Record<string, string>>;
  requestId?: string;
};

const SENTENCES: Record<string, string> = {
  OBSERVED: "This merchant talks to FlexCharge itself. Its cells are read-only here.",
  NOT_ALLOWED: "The merchant's activation policy leaves this to the partner.",
  NEEDS_APPROVAL: "This partner wants a second person to approve production, so nothing was changed.",
  REASON_REQUIRED: "Say why: the reason is kept with the change.",
  CONFIRMATION_REQUIRED: "The typed name is not the merchant's.",
  VERSION_CONFLICT: "Somebody else changed this meanwhile. Nothing of yours was applied.",
  OWN_REQUEST: "You asked for this yourself, or a key that you made did. Somebody else approves it.",
  NOT_A_PERSON: "Programs ask; people approve.",
  NOT_OPEN: "It was decided meanwhile. Load the page again.",
  TIME_PAST: "That time has passed. Choose a later one, or leave it empty.",
  NOTHING_GOES_UP: "Nothing of it goes up, so nobody has to approve it. Set it in the matrix.",
  BLOCKED: "Some of these cells have open gates. Ask for the others without them.",
  ARCHIVED: "It was archived, so nothing can be switched there.",
  NOT_FOUND: "It does not exist any more. Load the page again.",
  STEP_UP_REQUIRED: "This asks for your password again; nothing was changed.",
  VIEW_ONLY: "You look at this as the merchant's people see it. End the view to change anything.",
  SIGNED_OUT: "You are signed out. Sign in again; nothing was changed.",
};

/** One sentence that says what stands in the way and who can clear it. */
export function refusalSentence(refusal: SwitchRefusal): string {
  if (refusal.reason === "GATES_NOT_MET" && refusal.missing) return missingSentence("It", refusal.missing);
  if (refusal.reason === "NO_PERMISSION") return whoCanSentence(refusal.roles ?? []);
  if (refusal.reason === "INVALID") return Object.values(refusal.fields ?? {})[0] ?? "Something is missing.";
  const known = SENTENCES[refusal.reason];
  if (known) return known;
  return `It could not be changed.${refusal.requestId ? ` Request ${refusal.requestId}.` : ""}`;
}

/** "Your role cannot do this. Admins and operators can." */
export function whoCanSentence(roles: readonly Role[]): string {
  const names = roles.map((role) => `${ROLE_NAMES[role].toLowerCase()}s`);
  if (names.length === 0) return "Your role cannot do this.";
  const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  return `Your role cannot do this. ${list?.[0]?.toUpperCase()}${list?.slice(1)} can.`;
}
