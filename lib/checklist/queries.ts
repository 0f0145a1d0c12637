import { and, count, eq, lt, min } from "drizzle-orm";
import { attempts, orders } from "#db/schema/orders.ts";
import { transmitRetries } from "#db/schema/transmits.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { AttemptState, Environment } from "#lib/terms.ts";
import type { Waiting } from "./rules.ts";

/** Settlement looks within minutes; what is open longer needs a person. */
const UNSETTLED_AFTER_MS = 60 * 60_000;

/** Per merchant, what waits for somebody in this environment; merchants without are absent. Needs `orders.read`. */
export async function listWaiting(scope: Scope, environment: Environment): Promise<Map<string, Waiting>> {
  requirePermission(scope, "orders.read");
  const openSince = new Date(scope.clock.now().getTime() - UNSETTLED_AFTER_MS);
  return inScope(scope, async (tx) => {
    const inState = (state: AttemptState) =>
      tx
        .select({
          merchantId: attempts.merchantId,
          n: count(),
          first: min(attempts.begunAt),
          told: min(attempts.answeredAt),
        })
        .from(attempts)
        .innerJoin(orders, and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId)))
        .where(
          and(
            eq(attempts.state, state),
            eq(orders.environment, environment),
            state === "unknown" ? lt(attempts.begunAt, openSince) : undefined,
          ),
        )
        .groupBy(attempts.merchantId);
    const [late, unsettled, dead] = await Promise.all([
      inState("late_approval"),
      inState("unknown"),
      tx
        .select({ merchantId: transmitRetries.merchantId, n: count(), first: min(transmitRetries.failedAt) })
        .from(transmitRetries)
        .where(and(eq(transmitRetries.environment, environment), eq(transmitRetries.state, "dead")))
        .groupBy(transmitRetries.merchantId),
    ]);
    const found = new Map<string, Waiting>();
    const note = (merchantId: string, kind: keyof Waiting, n: number, since: Date | null) =>
      found.set(merchantId, {
        ...found.get(merchantId),
        [kind]: { count: n, since: since?.toISOString() ?? null },
      });
    for (const { merchantId, n, told, first } of late) note(merchantId, "lateApprovals", n, told ?? first);
    for (const { merchantId, n, first } of unsettled) note(merchantId, "unsettled", n, first);
    for (const { merchantId, n, first } of dead) note(merchantId, "deadTransmits", n, first);
    return found;
  });
}
