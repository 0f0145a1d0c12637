import type { Verification } from "#lib/credentials/schema.ts";
import type { CredentialState, Environment } from "#lib/terms.ts";

/** One set as a page hands it over: plain data, of secrets the last four characters. */
export type CredentialCard = {
  environment: Environment;
  version: number;
  state: CredentialState;
  current: boolean;
  mid: string | null;
  appKey: string | null;
  tokenizationKey: string | null;
  appSecretLast4: string | null;
  webhookKeyLast4: string | null;
  enteredBy: { id: string; name: string } | null;
  enteredAt: Date | null;
  verifiedAt: Date | null;
  failingSince: Date | null;
  cutOverAt: Date | null;
  requested: { at: Date; byName: string; of: "partner" | "merchant" } | null;
  lastUsedAt: Date | null;
  uses: number;
  verification: Verification | null;
  sameAsOtherEnvironment: boolean;
};

/** FlexCharge's id of one of our sites, as the form asks for it. */
export type SiteIdField = { siteId: string; name: string; value: string | null };
