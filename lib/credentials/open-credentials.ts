import { and, eq } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { inTenant } from "#db/tenant.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { openSecret } from "./internal/vault.ts";

export type OpenCredentials = {
  merchantId: string;
  environment: Environment;
  version: number;
  /** Empty for the partner's own account where its token names none: no call of the partner's carries it. */
  mid: string;
  appKey: string;
  appSecret: string;
  tokenizationKey: string | null;
  /** Base64. */
  webhookKey: string | null;
};

/**
 * The set in use, opened for a call to FlexCharge; null where none was ever verified. For machines only: it
 * never leaves the process, and no page or answer carries it. Fits lib/flexcharge's `Session`.
 */
export function openCredentials(
  database: Database,
  merchantId: string,
  environment: Environment,
): Promise<OpenCredentials | null> {
  return inTenant(database, merchantId, async (tx) => {
    const [set] = await tx
      .select()
      .from(credentialSets)
      .where(
        and(
          eq(credentialSets.merchantId, merchantId),
          eq(credentialSets.environment, environment),
          eq(credentialSets.current, true),
        ),
      );
    return set ? openSet(tx, set) : null;
  });
}

/** Null for a set whose secret is gone. */
export async function openSet(
  tx: Transaction,
  set: typeof credentialSets.$inferSelect,
): Promise<OpenCredentials | null> {
  const { merchantId, environment, version, mid, appKey, appSecret, webhookKey } = set;
  if (!appKey || !appSecret || (!mid && merchantId !== PARTNER_TENANT)) return null;
  const place = { merchantId, environment, version };
  return {
    ...place,
    mid: mid ?? "",
    appKey,
    appSecret: await openSecret(tx, { ...place, field: "appSecret" }, appSecret),
    tokenizationKey: set.tokenizationKey,
    webhookKey: webhookKey ? await openSecret(tx, { ...place, field: "webhookKey" }, webhookKey) : null,
  };
}
