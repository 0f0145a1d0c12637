import { cache } from "react";
import { findInvitation } from "#lib/access/queries/find-invitation.ts";

/** The door of whoever holds a link from our mail: the link itself is what lets them in, and to nothing else. */
export const findOpened = cache((token: string) => findInvitation(token.slice(0, 200)));
