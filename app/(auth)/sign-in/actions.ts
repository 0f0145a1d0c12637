"use server";
import { z } from "zod";
import { personalAction } from "#app/_doors/personal.ts";
import { beginSecondFactor } from "#lib/access/begin-second-factor.ts";
import { checkSecondFactor } from "#lib/access/check-second-factor.ts";
import { confirmSecondFactor } from "#lib/access/confirm-second-factor.ts";
import { qrCode } from "#lib/kit/qr-code.ts";
import { ok } from "#lib/kit/result.ts";

const nothing = z.object({});
const code = z.object({ code: z.string().max(100) });
const HALF = { isHalfEnough: true };

/** What a session that has just shown its password must still show. */
export const nextStep = personalAction(nothing, async ({ needs }) => ok({ needs }), HALF);

export const showCode = personalAction(
  code,
  (me, input) => checkSecondFactor({ sessionId: me.sessionId, code: input.code }),
  HALF,
);

export const beginFactor = personalAction(
  nothing,
  async (me) => {
    const begun = await beginSecondFactor({ ...me, userId: me.user.id });
    if (!begun.ok) return begun;
    const { secret, address } = begun.value;
    return ok({ secret, qr: qrCode(address) });
  },
  HALF,
);

export const confirmFactor = personalAction(
  code,
  (me, input) => confirmSecondFactor({ userId: me.user.id, sessionId: me.sessionId, code: input.code }),
  HALF,
);
