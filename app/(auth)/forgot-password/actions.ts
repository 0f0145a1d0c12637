"use server";
import { after } from "next/server";
import { z } from "zod";
import { authSecret } from "#app/_doors/auth-options.ts";
import { originAddress } from "#app/_doors/origin-address.ts";
import { publicAction } from "#app/_doors/personal.ts";
import { reportFailure } from "#app/_doors/report-failure.ts";
import { requestPasswordReset } from "#lib/access/request-password-reset.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok } from "#lib/kit/result.ts";

const question = z.object({ email: z.string().trim().max(254).pipe(z.email()) });

/** The same answer for every address, before anything is looked up: in the same time, too. */
export const askForLink = publicAction(question, async (input) => {
  const asked = { ...input, address: await originAddress() };
  const around = { addressKey: authSecret() };
  after(() => requestPasswordReset(asked, around).catch((error) => reportFailure(error, newId("request"))));
  return ok(null);
});
