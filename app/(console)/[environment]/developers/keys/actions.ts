"use server";
import { z } from "zod";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { createApiKey } from "#lib/access/create-api-key.ts";
import { revokeApiKey } from "#lib/access/revoke-api-key.ts";
import { rotateApiKey } from "#lib/access/rotate-api-key.ts";
import { ENVIRONMENTS, PARTNER_TENANT } from "#lib/terms.ts";

const newKey = z.object({
  environment: z.enum(ENVIRONMENTS),
  name: z.string().max(500),
  expiresAt: z.date().nullable().default(null),
});

export const createPartnerKey = action(newKey, "keys.write", async (scope, input) => {
  return showChanges(await createApiKey(scope, { ...input, merchantId: PARTNER_TENANT }));
});

export const revokePartnerKey = action(z.object({ id: z.string() }), "keys.write", async (scope, { id }) => {
  return showChanges(await revokeApiKey(scope, { merchantId: PARTNER_TENANT, id }));
});

/** The page is read anew when the new pair has been stored (rotate-key-dialog.tsx). */
export const rotatePartnerKey = action(
  z.object({ id: z.string(), overlapHours: z.number() }),
  "keys.write",
  (scope, input) => rotateApiKey(scope, { ...input, merchantId: PARTNER_TENANT }),
);
