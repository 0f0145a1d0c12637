import type { ServerAction } from "#components/shell/use-action.ts";
import type { Role } from "#lib/terms.ts";

type Member = { merchantId: string; userId: string };
type Done = { changed: boolean };

/** What a page hands to the parts of Members. */
export type MemberActions = {
  invite: ServerAction<
    { merchantId: string; email: string; name: string; role: Role },
    { invitationId: string; expiresAt: Date },
    { reason: "ALREADY_MEMBER" | "NOT_A_ROLE_HERE" }
  >;
  uninvite: ServerAction<
    { merchantId: string; invitationId: string },
    { invitationId: string },
    { reason: "NOT_OPEN" }
  >;
  giveRole: ServerAction<
    Member & { role: Role },
    { role: Role; changed: boolean },
    { reason: "LAST_ADMIN" | "NOT_A_ROLE_HERE" }
  >;
  disable: ServerAction<Member, Done, { reason: "LAST_ADMIN" }>;
  activate: ServerAction<Member, Done, never>;
  signOutMember: ServerAction<Member, { ended: number }, never>;
  resetFactor: ServerAction<Member, Done, never>;
};
