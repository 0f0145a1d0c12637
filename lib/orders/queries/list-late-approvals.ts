import { and, asc, eq } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment, LateApprovalPolicy } from "#lib/terms.ts";

export type LateApproval = {
  merchantId: string;
  merchantName: string;
  orderId: string;
  externalId: string;
  attempt: number;
  amountMinor: number;
  currency: string;
  /** When we learnt that FlexCharge had approved it. */
  foundAt: Date;
  policy: LateApprovalPolicy;
  /** When the merchant's rule decides; null where a person must. */
  decidesAt: Date | null;
};

const ROWS_MAX = 200;

/** Approvals that came too late and wait for a decision, oldest first, 200 at most. Needs `orders.read`. */
export async function listLateApprovals(
  scope: Scope,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<LateApproval[]> {
  requirePermission(scope, "orders.read");
  const rows = await inScope(scope, (tx) =>
    tx
      .select({
        merchantId: attempts.merchantId,
        merchantName: merchants.name,
        orderId: attempts.orderId,
        externalId: orders.externalId,
        attempt: attempts.number,
        amountMinor: attempts.amountMinor,
        currency: attempts.currency,
        answeredAt: attempts.answeredAt,
        begunAt: attempts.begunAt,
        policy: merchants.lateApprovalPolicy,
        hours: merchants.lateApprovalHours,
      })
      .from(attempts)
      .innerJoin(orders, and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId)))
      .innerJoin(merchants, eq(merchants.id, attempts.merchantId))
      .where(
        and(
          eq(attempts.state, "late_approval"),
          eq(orders.environment, where.environment),
          where.merchantId === undefined ? undefined : eq(attempts.merchantId, where.merchantId),
        ),
      )
      .orderBy(asc(attempts.answeredAt))
      .limit(ROWS_MAX),
  );
  return rows.map(({ answeredAt, begunAt, hours, ...row }) => {
    const foundAt = answeredAt ?? begunAt;
    const decidesAt = row.policy === "ask" ? null : new Date(foundAt.getTime() + hours * 3_600_000);
    return { ...row, foundAt, decidesAt };
  });
}
