import type { invitations } from "#db/schema/onboarding.ts";

type Invitation = typeof invitations.$inferSelect;

/** Why a link opens nothing; `invitedByName` is whom to ask for a new one, of a reset the person themself. */
export type InvitationRefusal =
  | { reason: "INVITATION_UNKNOWN" }
  | {
      reason: "INVITATION_EXPIRED" | "INVITATION_USED" | "INVITATION_REVOKED";
      purpose: Invitation["purpose"];
      invitedByName: string;
    };

/** Null when it may be accepted at `now`. */
export function invitationRefusal(row: Invitation | undefined, now: Date): InvitationRefusal | null {
  if (!row) return { reason: "INVITATION_UNKNOWN" };
  const asked = { purpose: row.purpose, invitedByName: row.invitedByName };
  if (row.acceptedAt) return { reason: "INVITATION_USED", ...asked };
  if (row.revokedAt) return { reason: "INVITATION_REVOKED", ...asked };
  if (row.expiresAt <= now) return { reason: "INVITATION_EXPIRED", ...asked };
  return null;
}
