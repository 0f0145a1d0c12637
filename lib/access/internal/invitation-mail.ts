import type { Role } from "#lib/terms.ts";
import { ROLE_NAMES } from "../rules.ts";

type Words = { subject: string; body: string };

/** Where the console is reached; links in mail begin there. */
function consoleAddress(path: string): string {
  return new URL(path, process.env.NEXTAUTH_URL ?? "http://localhost:3000").href;
}

export function invitationMail(told: {
  token: string;
  home: string;
  name: string;
  role: Role;
  byName: string;
  expiresAt: Date;
}): Words {
  return {
    subject: `${told.byName} invites you to ${told.home} on Switchboard`,
    body: [
      `${told.name},`,
      `${told.byName} invites you to work on ${told.home} as ${ROLE_NAMES[told.role]}. Choose a password here:`,
      consoleAddress(`/invitation/${told.token}`),
      `The link works once, until ${dayOf(told.expiresAt)}. If it has ended, ask ${told.byName} for a new one.`,
    ].join("\n\n"),
  };
}

export function resetMail(told: { token: string; name: string; expiresAt: Date }): Words {
  return {
    subject: "A new password for Switchboard",
    body: [
      `${told.name},`,
      "somebody asked for a new password for this address. Choose it here:",
      consoleAddress(`/invitation/${told.token}`),
      "The link works once, for one hour. If it was not you, nothing has to be done: the old password still works.",
    ].join("\n\n"),
  };
}

function dayOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
