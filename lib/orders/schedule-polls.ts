import { and, eq, exists, inArray, isNull, sql } from "drizzle-orm";
import { attempts, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";
import { pollPace } from "./internal/poll-pace.ts";

/**
 * Orders in work that have no time to be asked for get one, spread over the shortest pause. Answers how many. Needs
 * `orders.settle`.
 */
export async function schedulePolls(scope: Scope): Promise<number> {
  requirePermission(scope, "orders.settle");
  const now = scope.clock.now().toISOString();
  const { minMs } = pollPace();
  const inWork = and(
    eq(orders.merchantId, attempts.merchantId),
    eq(orders.id, attempts.orderId),
    inArray(orders.environment, [...ENVIRONMENTS]),
    eq(orders.state, "submitted"),
  );
  return inScope(scope, async (tx) => {
    const planned = await tx
      .update(attempts)
      .set({ pollAt: sql`${now}::timestamptz + ${minMs} * random() * interval '1 millisecond'` })
      .where(
        and(
          eq(attempts.state, "submitted"),
          isNull(attempts.pollAt),
          exists(tx.select({ one: sql`1` }).from(orders).where(inWork)),
        ),
      )
      .returning({ number: attempts.number });
    return planned.length;
  });
}
