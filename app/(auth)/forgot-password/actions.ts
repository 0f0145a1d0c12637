"use server";
import { after } from "next/server";
import { z } from "zod";
import { publicAction } from "#app/_doors/personal.ts";
import { reportFailure } from "#app/_doors/report-failure.ts";
import { requestPasswordReset } from "#lib/access/request-password-reset.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok } from "#lib/kit/result.ts";

const asked = z.object({ email: z.string().trim().max(254).pipe(z.email()) });

/** The same answer for every address, before anything is looked up: in the same time, too. */
export const askForLink = publicAction(asked, async (input) => {
  after(() => requestPasswordReset(input).catch((error) => reportFailure(error, newId("request"))));
  return ok(null);
});
