import { randomBytes } from "node:crypto";
import type { Transaction } from "#db/client.ts";
import { webhookSecrets } from "#db/schema/webhooks.ts";
import { sealEndpointSecret } from "#lib/credentials/seal-endpoint-secret.ts";
import type { Environment } from "#lib/terms.ts";

/** What FlexCharge's own keys have (API sheet §1.3), and the most that Standard Webhooks takes. */
const SECRET_BYTES = 64;

/**
 * Keeps a new secret of an endpoint and answers it as people paste it: `whsec_` and base64. FlexCharge's form of the
 * key is the base64 alone.
 */
export async function addSecret(
  tx: Transaction,
  place: { merchantId: string; environment: Environment; endpointId: string; version: number },
  life: { createdAt: Date; leadsFrom: Date },
): Promise<{ secret: string; last4: string }> {
  const bytes = randomBytes(SECRET_BYTES);
  const text = bytes.toString("base64");
  // Its end is `==` for every secret: what tells two apart stands before.
  const last4 = text.replace(/=+$/, "").slice(-4);
  const { merchantId, endpointId, version } = place;
  const secret = await sealEndpointSecret(tx, place, bytes);
  await tx.insert(webhookSecrets).values({ merchantId, endpointId, version, secret, last4, ...life });
  return { secret: `whsec_${text}`, last4 };
}
