"use server";
import { z } from "zod";
import { personalAction } from "#app/_doors/personal.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { beginSecondFactor } from "#lib/access/begin-second-factor.ts";
import { checkProof } from "#lib/access/check-proof.ts";
import { confirmSecondFactor } from "#lib/access/confirm-second-factor.ts";
import { endSession } from "#lib/access/end-session.ts";
import { startViewing } from "#lib/access/start-viewing.ts";
import { stopViewing } from "#lib/access/stop-viewing.ts";
import { qrCode } from "#lib/kit/qr-code.ts";
import { ok } from "#lib/kit/result.ts";

const proof = z.object({ password: z.string().max(1024), code: z.string().max(20).optional() });
export const proveMe = personalAction(proof, (me, input) =>
  checkProof({ ...input, sessionId: me.sessionId }),
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

/** By one's own wish; whoever must is led through it at sign-in. */
export const setUpFactor = personalAction(z.object({}), async (me) => {
  const begun = await beginSecondFactor({ ...me, userId: me.user.id });
  if (!begun.ok) return begun;
  return ok({ secret: begun.value.secret, qr: qrCode(begun.value.address) });
});

export const turnFactorOn = personalAction(z.object({ code: z.string().max(20) }), (me, { code }) =>
  confirmSecondFactor({ userId: me.user.id, sessionId: me.sessionId, code }),
);
