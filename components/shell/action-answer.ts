import { ROLE_NAMES } from "#lib/access/rules.ts";
import type { Role } from "#lib/terms.ts";

/** What every server action may answer beside its verb's own refusals (app/_doors/action.ts). */
export type DoorRefusal =
  | { reason: "SIGNED_OUT" }
  /** The password has to be shown again (ask-for-proof.ts does, and the action is run once more). */
  | { reason: "STEP_UP_REQUIRED" }
  /** Staff look at a merchant's console as its people see it. */
  | { reason: "VIEW_ONLY" }
  | { reason: "NO_PERMISSION"; roles: Role[] }
  /** `fields`: what is wrong, by the field's name (`hosts.0` for one of several). */
  | { reason: "INVALID"; fields: Record<string, string> }
  | { reason: "NOT_FOUND" }
  | { reason: "UNEXPECTED"; requestId: string };

export type ActionAnswer<Value, Refusal extends { reason: string }> =
  | { ok: true; value: Value }
  | ({ ok: false } & (Refusal | DoorRefusal));

const REASONS = [
  "SIGNED_OUT",
  "STEP_UP_REQUIRED",
  "VIEW_ONLY",
  "NO_PERMISSION",
  "INVALID",
  "NOT_FOUND",
  "UNEXPECTED",
];

export function isDoorRefusal(answer: { reason: string }): answer is DoorRefusal {
  return REASONS.includes(answer.reason);
}

/** What a person reads when the door itself refuses; a form's own fields stand beside them, not here. */
export function doorWords(refusal: DoorRefusal): string {
  switch (refusal.reason) {
    case "SIGNED_OUT":
      return "You were signed out. What you typed is kept here; sign in again in another tab, then go on.";
    case "STEP_UP_REQUIRED":
      return "This asks for your password again. What you typed is kept here.";
    case "VIEW_ONLY":
      return "You look at this as the merchant's people see it, and nothing can be changed. End the view to go on.";
    case "NO_PERMISSION": {
      const names = refusal.roles.map((role) => ROLE_NAMES[role]);
      const who = new Intl.ListFormat("en", { type: "conjunction" }).format(names);
      return `Your role does not allow this. ${who} can.`;
    }
    case "INVALID":
      return "Some fields need another look.";
    case "NOT_FOUND":
      return "This record is no longer here.";
    case "UNEXPECTED":
      return `The console failed and nothing was changed. Request ${refusal.requestId}`;
  }
}
