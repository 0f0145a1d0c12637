"use server";
import { z } from "zod";
import { personalAction } from "#app/_doors/personal.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { endSession } from "#lib/access/end-session.ts";
import { provePerson } from "#lib/access/prove-person.ts";
import { startViewing } from "#lib/access/start-viewing.ts";
import { stopViewing } from "#lib/access/stop-viewing.ts";

const proof = z.object({ password: z.string().max(1024), code: z.string().max(20).optional() });
export const proveMe = personalAction(proof, (me, input) =>
  provePerson({ ...input, sessionId: me.sessionId }),
);

/** `all`: every one but this. */
const which = z.object({ sessionId: z.string().max(64) });
export const endMine = personalAction(which, async (me, { sessionId }) => {
  const place = { merchantId: me.user.merchantId, currentId: me.sessionId, sessionId };
  return showChanges(await endSession(me.scope, place));
});

const merchant = z.object({ merchantId: z.string().max(64) });
export const viewAsMerchant = personalAction(merchant, (me, { merchantId }) =>
  startViewing(me.scope, { sessionId: me.sessionId, merchantId }),
);

export const endView = personalAction(z.object({}), (me) =>
  stopViewing(me.scope, { sessionId: me.sessionId }),
);
