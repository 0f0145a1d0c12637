import { and, eq, sql } from "drizzle-orm";
import { credentialSets } from "#db/schema/credentials.ts";
import { merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";
import { merchantRow } from "../internal/merchant-row.ts";
import type { MerchantRow } from "../schema.ts";

/** The merchant whose credentials in use carry this FlexCharge MID; null when none that the scope reaches. */
export async function findMerchantByMid(
  scope: Scope,
  mid: string,
  environment: Environment,
): Promise<MerchantRow | null> {
  requirePermission(scope, "merchants.read");
  const [row] = await inScope(scope, (tx) =>
    tx
      .select({ merchant: merchants })
      .from(credentialSets)
      .innerJoin(merchants, eq(merchants.id, credentialSets.merchantId))
      .where(
        and(
          eq(sql`lower(${credentialSets.mid})`, mid.trim().toLowerCase()),
          eq(credentialSets.environment, environment),
          eq(credentialSets.current, true),
        ),
      )
      .limit(1),
  );
  return row ? merchantRow(row.merchant) : null;
}
