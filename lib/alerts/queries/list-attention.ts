import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";
import { readAttention } from "../internal/read-attention.ts";
import type { Attention } from "../schema.ts";

/**
 * What needs somebody now in one environment, alarms first, then by age: computed from the live tables, whether or not
 * a message went out. Partner staff see every merchant, a merchant's people their own. Needs `orders.read`.
 */
export async function listAttention(
  scope: Scope,
  environment: Environment,
  merchantId?: string,
): Promise<Attention[]> {
  requirePermission(scope, "orders.read");
  const now = scope.clock.now();
  return inScope(scope, (tx) =>
    readAttention(
      { tx, environment, merchantId: merchantId ?? null, now },
      { isPartner: scope.tenant === EVERY_TENANT },
    ),
  );
}
