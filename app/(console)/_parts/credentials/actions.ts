"use server";
import { z } from "zod";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { requestCredentials } from "#lib/credentials/request-credentials.ts";
import { revokeCredentials } from "#lib/credentials/revoke-credentials.ts";
import { setCutOver } from "#lib/credentials/set-cut-over.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import { ok, refuse } from "#lib/kit/result.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";

const text = z.string().max(2000);
const place = z.object({
  merchantId: text,
  environment: z.enum(ENVIRONMENTS),
  version: z.number().int().positive(),
});
const typed = z.object({
  merchantId: text,
  environment: z.enum(ENVIRONMENTS),
  mid: text.nullish(),
  appKey: text,
  appSecret: text.optional(),
  tokenizationKey: text.nullish(),
  webhookKey: text.nullish(),
  siteIds: z.record(text, text.nullable()).optional(),
  cutOverAt: z.date().nullish(),
});

/** Saved first, then proven: a set that FlexCharge refuses is kept, not in use, with its cause. */
export const enterAndVerify = action(typed, "credentials.write", async (scope, input) => {
  const entered = await enterCredentials(scope, input);
  if (!entered.ok) return entered;
  const { version } = entered.value;
  const verified = showChanges(await verifyCredentials(scope, { ...input, version }));
  if (verified.ok) return ok({ version });
  return refuse({ reason: "SAVED_UNPROVEN", version, cause: causeOf(verified) });
});

export const verifyNow = action(place, "credentials.write", async (scope, input) => {
  const verified = showChanges(await verifyCredentials(scope, input));
  if (verified.ok) return ok({ tookMs: verified.value.verification.tookMs });
  return refuse({ reason: "UNPROVEN", cause: causeOf(verified) });
});

export const discardSet = action(place, "credentials.write", async (scope, input) => {
  return showChanges(await revokeCredentials(scope, { ...input, reason: "Discarded before it was in use" }));
});

export const askForThem = action(
  place.pick({ merchantId: true, environment: true }),
  "credentials.write",
  async (scope, input) => showChanges(await requestCredentials(scope, input)),
);

const moved = place.extend({ at: z.date().nullable() });

export const moveCutOver = action(moved, "credentials.write", async (scope, input) => {
  return showChanges(await setCutOver(scope, input));
});

function causeOf(refusal: { reason: string; verification?: { cause?: string } }): string {
  if (refusal.reason === "CHANGED_MEANWHILE") return "Somebody changed these credentials meanwhile.";
  if (refusal.reason === "NOTHING_TO_VERIFY") return "There is nothing to verify any more.";
  return refusal.verification?.cause ?? "FlexCharge gave no cause.";
}
