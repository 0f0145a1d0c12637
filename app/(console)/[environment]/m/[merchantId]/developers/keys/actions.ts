"use server";
import { z } from "zod";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { createApiKey } from "#lib/access/create-api-key.ts";
import { revokeApiKey } from "#lib/access/revoke-api-key.ts";
import { rotateApiKey } from "#lib/access/rotate-api-key.ts";
import { ENVIRONMENTS, PARTNER_TENANT } from "#lib/terms.ts";

/** The partner's own keys have their own page and actions. */
const merchantId = z
  .string()
  .max(64)
  .refine((id) => id !== PARTNER_TENANT);
const newKey = z.object({
  merchantId,
  environment: z.enum(ENVIRONMENTS),
  name: z.string().max(500),
  expiresAt: z.date().nullable().default(null),
});

export const createMerchantKey = action(newKey, "keys.write", async (scope, input) => {
  return showChanges(await createApiKey(scope, input));
});

export const revokeMerchantKey = action(
  z.object({ merchantId, id: z.string() }),
  "keys.write",
  async (scope, input) => {
    return showChanges(await revokeApiKey(scope, input));
  },
);

/** The page is read anew when the new pair has been stored (rotate-key-dialog.tsx). */
export const rotateMerchantKey = action(
  z.object({ merchantId, id: z.string(), overlapHours: z.number() }),
  "keys.write",
  (scope, input) => rotateApiKey(scope, input),
);
