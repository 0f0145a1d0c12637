import { and, eq } from "drizzle-orm";
import { orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";
import { maskCustomer, seesCustomer } from "../internal/mask-customer.ts";
import { isSearchable, matching } from "../internal/order-filter.ts";
import type { Order } from "../queries.ts";

/** Every order that a checkout calls so, of one merchant or of several; five at most. Needs `orders.read`. */
export async function listByExternalId(
  scope: Scope,
  externalId: string,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<Order[]> {
  requirePermission(scope, "orders.read");
  if (!isSearchable(externalId)) return [];
  const rows = await inScope(scope, (tx) =>
    tx
      .select()
      .from(orders)
      .where(and(matching(where), eq(orders.externalId, externalId)))
      .limit(5),
  );
  return seesCustomer(scope) ? rows : rows.map(maskCustomer);
}
