"use server";
import { z } from "zod";
import { publicAction } from "#app/_doors/personal.ts";
import { requestPasswordReset } from "#lib/access/request-password-reset.ts";
import { ok } from "#lib/kit/result.ts";

const asked = z.object({ email: z.string().trim().max(254).pipe(z.email()) });

/** The same answer for every address. */
export const askForLink = publicAction(asked, async (input) => {
  await requestPasswordReset(input);
  return ok(null);
});
