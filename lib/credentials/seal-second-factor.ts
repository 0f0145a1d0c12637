import type { Transaction } from "#db/client.ts";
import { openSecret, type Place, sealSecret } from "./internal/vault.ts";

/** Whose second factor it is; `merchantId` is PARTNER_TENANT for partner staff. */
export type SecondFactorPlace = { merchantId: string; userId: string };

/** Seals a person's TOTP secret under the tenant's data key: moved to another person's row, it does not open (P16). */
export function sealSecondFactor(tx: Transaction, place: SecondFactorPlace, secret: string): Promise<Buffer> {
  return sealSecret(tx, vaultPlace(place), secret);
}

export function openSecondFactor(tx: Transaction, place: SecondFactorPlace, sealed: Buffer): Promise<string> {
  return openSecret(tx, vaultPlace(place), sealed);
}

/** People have one second factor in both environments; the vault's place wants one named. */
function vaultPlace({ merchantId, userId }: SecondFactorPlace): Place {
  return { merchantId, environment: "production", version: 1, field: `totp/${userId}` };
}
