import type { Transaction } from "#db/client.ts";
import type { Environment } from "#lib/terms.ts";
import { openSecret, type Place, sealSecret } from "./internal/vault.ts";

/** Whose application it is: sealed for one, the numbers open in no other (P16). */
export type BankNumbersPlace = { merchantId: string; environment: Environment; applicationId: string };
/** Of the account that FlexCharge pays to. */
export type BankNumbers = { accountNumber?: string; routingNumber?: string };

export function sealBankNumbers(
  tx: Transaction,
  place: BankNumbersPlace,
  numbers: BankNumbers,
): Promise<Buffer> {
  return sealSecret(tx, vaultPlace(place), JSON.stringify(numbers));
}

/** For the call to FlexCharge only; no page or answer carries them. */
export async function openBankNumbers(
  tx: Transaction,
  place: BankNumbersPlace,
  sealed: Buffer,
): Promise<BankNumbers> {
  return JSON.parse(await openSecret(tx, vaultPlace(place), sealed));
}

function vaultPlace({ merchantId, environment, applicationId }: BankNumbersPlace): Place {
  return { merchantId, environment, version: 1, field: `application/${applicationId}` };
}
