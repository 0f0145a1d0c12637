import type { Transaction } from "#db/client.ts";
import { openSecret } from "./internal/vault.ts";
import { type EndpointSecretPlace, vaultPlace } from "./seal-endpoint-secret.ts";

/** The bytes that sign, for our own programs; they never leave the process. Throws when sealed for another place. */
export async function openEndpointSecret(
  tx: Transaction,
  place: EndpointSecretPlace,
  sealed: Buffer,
): Promise<Buffer> {
  return Buffer.from(await openSecret(tx, vaultPlace(place), sealed), "base64");
}
