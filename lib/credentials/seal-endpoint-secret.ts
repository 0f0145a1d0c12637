import type { Transaction } from "#db/client.ts";
import type { Environment } from "#lib/terms.ts";
import { type Place, sealSecret } from "./internal/vault.ts";

/** Where a webhook endpoint's secret stands: sealed, it opens nowhere else (P16). */
export type EndpointSecretPlace = {
  merchantId: string;
  environment: Environment;
  endpointId: string;
  version: number;
};

/** Seals the 64 bytes that sign a merchant's webhooks, under the merchant's data key. */
export function sealEndpointSecret(
  tx: Transaction,
  place: EndpointSecretPlace,
  secret: Buffer,
): Promise<Buffer> {
  return sealSecret(tx, vaultPlace(place), secret.toString("base64"));
}

export function vaultPlace({ endpointId, ...place }: EndpointSecretPlace): Place {
  return { ...place, field: `endpoint/${endpointId}` };
}
