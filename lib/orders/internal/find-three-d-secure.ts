import { and, asc, eq, like, notLike } from "drizzle-orm";
import { attempts, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { EvaluateRequest, JsonObject } from "../schema.ts";

/**
 * The 3-D Secure data of the subscription's first order that was sent with some (product.md §8; partner-mit guide:
 * "security information on initial transaction"): of the same merchant and environment only. Null when none is kept.
 */
export async function findThreeDSecure(
  scope: Scope,
  { merchantId, environment, subscriptionId }: EvaluateRequest,
): Promise<JsonObject | null> {
  if (subscriptionId === null) return null;
  const [first] = await inScope(scope, (tx) =>
    tx
      .select({ request: attempts.request })
      .from(orders)
      .innerJoin(attempts, and(eq(attempts.merchantId, orders.merchantId), eq(attempts.orderId, orders.id)))
      .where(
        and(
          eq(orders.merchantId, merchantId),
          eq(orders.environment, environment),
          eq(orders.subscriptionId, subscriptionId),
          like(attempts.request, '%"threeDSecure":{%'),
          notLike(attempts.request, '%"threeDSecure":{}%'),
        ),
      )
      .orderBy(asc(orders.receivedAt), asc(attempts.number))
      .limit(1),
  );
  const { threeDSecure } = JSON.parse(first?.request ?? "{}") as { threeDSecure?: JsonObject };
  return threeDSecure ?? null;
}
