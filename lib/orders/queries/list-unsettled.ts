import { and, asc, eq, inArray } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { refunds } from "#db/schema/refunds.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";
import { isUnsettled } from "../internal/claim-unsettled.ts";
import { UNDER_WAY_MS } from "../settle-attempt.ts";

export type Unsettled = {
  /** What has no certain answer. */
  what: "evaluate" | "capture" | "cancel" | "refund";
  merchantId: string;
  merchantName: string;
  orderId: string;
  externalId: string;
  attempt: number;
  amountMinor: number;
  currency: string;
  since: Date;
  /** How often FlexCharge was asked, and why it is still open; null before the first look. */
  tries: number;
  note: string | null;
  nextLookAt: Date | null;
};

const ROWS_MAX = 200;

/** Everything whose result is not known (P4), oldest first, 200 of each kind at most. Needs `orders.read`. */
export async function listUnsettled(
  scope: Scope,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<Unsettled[]> {
  requirePermission(scope, "orders.read");
  const { environment, merchantId } = where;
  return inScope(scope, async (tx) => {
    const open = await tx
      .select({ attempt: attempts, externalId: orders.externalId, merchantName: merchants.name })
      .from(attempts)
      .innerJoin(orders, and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId)))
      .innerJoin(merchants, eq(merchants.id, attempts.merchantId))
      .where(
        and(
          isUnsettled(scope.clock.now(), UNDER_WAY_MS),
          eq(orders.environment, environment),
          merchantId === undefined ? undefined : eq(attempts.merchantId, merchantId),
        ),
      )
      .orderBy(asc(attempts.begunAt))
      .limit(ROWS_MAX);
    const money = await tx
      .select({ refund: refunds, externalId: orders.externalId, merchantName: merchants.name })
      .from(refunds)
      .innerJoin(orders, and(eq(orders.merchantId, refunds.merchantId), eq(orders.id, refunds.orderId)))
      .innerJoin(merchants, eq(merchants.id, refunds.merchantId))
      .where(
        and(
          inArray(refunds.state, ["requested", "unconfirmed"]),
          eq(refunds.environment, environment),
          merchantId === undefined ? undefined : eq(refunds.merchantId, merchantId),
        ),
      )
      .orderBy(asc(refunds.requestedAt))
      .limit(ROWS_MAX);
    const rows: Unsettled[] = [
      ...open.map(({ attempt, ...order }) => ({
        ...order,
        what: attempt.pending ?? ("evaluate" as const),
        merchantId: attempt.merchantId,
        orderId: attempt.orderId,
        attempt: attempt.number,
        amountMinor: attempt.amountMinor,
        currency: attempt.currency,
        since: attempt.begunAt,
        tries: attempt.settleTries,
        note: attempt.settleNote,
        nextLookAt: attempt.settleAt,
      })),
      ...money.map(({ refund, ...order }) => ({
        ...order,
        what: "refund" as const,
        merchantId: refund.merchantId,
        orderId: refund.orderId,
        attempt: refund.attempt,
        amountMinor: refund.amountMinor,
        currency: refund.currency,
        since: refund.requestedAt,
        tries: refund.settleTries,
        note: refund.cause,
        nextLookAt: refund.settleAt,
      })),
    ];
    return rows.sort((a, b) => a.since.getTime() - b.since.getTime());
  });
}
