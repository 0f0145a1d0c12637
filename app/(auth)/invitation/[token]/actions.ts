"use server";
import { publicAction } from "#app/_doors/personal.ts";
import { acceptInvitation } from "#lib/access/accept-invitation.ts";
import { acceptInvitationInput } from "#lib/access/schema.ts";

export const accept = publicAction(acceptInvitationInput, (input) => acceptInvitation(input));
