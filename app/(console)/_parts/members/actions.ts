"use server";
import { z } from "zod";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { activateMember } from "#lib/access/activate-member.ts";
import { changeRole } from "#lib/access/change-role.ts";
import { disableMember } from "#lib/access/disable-member.ts";
import { invitePerson } from "#lib/access/invite-person.ts";
import { resetSecondFactor } from "#lib/access/reset-second-factor.ts";
import { revokeInvitation } from "#lib/access/revoke-invitation.ts";
import { revokeSessions } from "#lib/access/revoke-sessions.ts";
import { changeRoleInput, invitePersonInput, memberInput } from "#lib/access/schema.ts";

/** Staff who set merchants up invite merchants' people; the verb tells whom. */
const INVITING = ["members.write", "merchants.write"] as const;

export const invite = action(invitePersonInput, INVITING, async (scope, input) =>
  showChanges(await invitePerson(scope, input)),
);

const invitation = z.object({ merchantId: z.string().max(64), invitationId: z.string().max(64) });
export const uninvite = action(invitation, INVITING, async (scope, input) =>
  showChanges(await revokeInvitation(scope, input)),
);

export const giveRole = action(changeRoleInput, "members.write", async (scope, input) =>
  showChanges(await changeRole(scope, input)),
);

export const disable = action(memberInput, "members.write", async (scope, input) =>
  showChanges(await disableMember(scope, input)),
);

export const activate = action(memberInput, "members.write", async (scope, input) =>
  showChanges(await activateMember(scope, input)),
);

export const signOutMember = action(memberInput, "members.write", async (scope, input) =>
  showChanges(await revokeSessions(scope, input)),
);

export const resetFactor = action(memberInput, "members.write", async (scope, input) =>
  showChanges(await resetSecondFactor(scope, input)),
);
