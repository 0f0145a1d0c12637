import { and, eq, max } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import type { Environment } from "#lib/terms.ts";

/** 0 where there never was one. The caller holds the merchant's lock. */
export async function newestVersion(
  tx: Transaction,
  { merchantId, environment }: { merchantId: string; environment: Environment },
): Promise<number> {
  const [row] = await tx
    .select({ newest: max(credentialSets.version) })
    .from(credentialSets)
    .where(and(eq(credentialSets.merchantId, merchantId), eq(credentialSets.environment, environment)));
  return row?.newest ?? 0;
}
