import { and, eq, inArray } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { attempts } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { AttemptState, LateApprovalPolicy } from "#lib/terms.ts";

/** Until when somebody may decide about a late approval, and what the merchant's rule does then; times are ISO. */
export type LateDeadline = { since: string; dueAt: string; policy: LateApprovalPolicy };

const HOUR_MS = 60 * 60_000;

/** By order id, for those of the given orders that are late approvals. Needs `orders.read`. */
export async function listLateDeadlines(
  scope: Scope,
  orders: readonly { merchantId: string; id: string; state: AttemptState }[],
): Promise<Record<string, LateDeadline>> {
  requirePermission(scope, "orders.read");
  const late = orders.filter(({ state }) => state === "late_approval");
  if (late.length === 0) return {};
  const rows = await inScope(scope, (tx) =>
    tx
      .select({
        orderId: attempts.orderId,
        begunAt: attempts.begunAt,
        answeredAt: attempts.answeredAt,
        policy: merchants.lateApprovalPolicy,
        hours: merchants.lateApprovalHours,
      })
      .from(attempts)
      .innerJoin(merchants, eq(merchants.id, attempts.merchantId))
      .where(
        and(
          inArray(attempts.merchantId, [...new Set(late.map(({ merchantId }) => merchantId))]),
          inArray(
            attempts.orderId,
            late.map(({ id }) => id),
          ),
          eq(attempts.state, "late_approval"),
        ),
      ),
  );
  return Object.fromEntries(
    rows.map(({ orderId, begunAt, answeredAt, policy, hours }) => {
      const since = answeredAt ?? begunAt;
      const dueAt = new Date(since.getTime() + hours * HOUR_MS);
      return [orderId, { since: since.toISOString(), dueAt: dueAt.toISOString(), policy }];
    }),
  );
}
