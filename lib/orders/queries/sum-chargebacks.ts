import { and, eq, sum } from "drizzle-orm";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";

/** What was charged back of one order in its own currency, in minor units. Needs `orders.read`. */
export async function sumChargebacks(
  scope: Scope,
  order: { merchantId: string; environment: Environment; externalId: string; currency: string },
): Promise<number> {
  requirePermission(scope, "orders.read");
  const [row] = await inScope(scope, (tx) =>
    tx
      .select({ total: sum(ledgerEvents.amountMinor) })
      .from(ledgerEvents)
      .where(
        and(
          eq(ledgerEvents.merchantId, order.merchantId),
          eq(ledgerEvents.environment, order.environment),
          eq(ledgerEvents.orderId, order.externalId),
          eq(ledgerEvents.type, "chargeback"),
          eq(ledgerEvents.currency, order.currency),
        ),
      ),
  );
  return Number(row?.total ?? 0);
}
