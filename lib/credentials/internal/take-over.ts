import { and, eq, ne } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import type { Environment } from "#lib/terms.ts";

/**
 * A verified version becomes the one in use and the one before is revoked, in the caller's transaction, which holds
 * the merchant's lock. The old webhook key stays: notices that FlexCharge signed with it are still on their way.
 */
export async function takeOver(
  tx: Transaction,
  { merchantId, environment, version }: { merchantId: string; environment: Environment; version: number },
  now: Date,
): Promise<void> {
  const place = and(eq(credentialSets.merchantId, merchantId), eq(credentialSets.environment, environment));
  await tx
    .update(credentialSets)
    .set({ current: false, state: "revoked", revokedAt: now, replacedAt: now, appSecret: null })
    .where(and(place, eq(credentialSets.current, true), ne(credentialSets.version, version)));
  await tx
    .update(credentialSets)
    .set({ current: true, cutOverAt: null })
    .where(and(place, eq(credentialSets.version, version)));
}
