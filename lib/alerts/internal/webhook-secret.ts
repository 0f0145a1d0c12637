import { randomBytes } from "node:crypto";
import type { Transaction } from "#db/client.ts";
import { sealEndpointSecret } from "#lib/credentials/seal-endpoint-secret.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

/** Bound to its place: the partner's one address for alerts, which serves both environments. */
export const SECRET_PLACE = {
  merchantId: PARTNER_TENANT,
  environment: "production",
  endpointId: "alerts",
  version: 1,
} as const;

const SECRET_BYTES = 64;

/** A new secret, sealed, and as people paste it: `whsec_` and base64. */
export async function newWebhookSecret(
  tx: Transaction,
): Promise<{ secret: string; last4: string; sealed: Buffer }> {
  const bytes = randomBytes(SECRET_BYTES);
  const text = bytes.toString("base64");
  return {
    secret: `whsec_${text}`,
    // Its end is `==` for every secret: what tells two apart stands before.
    last4: text.replace(/=+$/, "").slice(-4),
    sealed: await sealEndpointSecret(tx, SECRET_PLACE, bytes),
  };
}
