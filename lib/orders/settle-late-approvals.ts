import { and, eq, isNotNull, ne, sql } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { attempts } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { acceptLateApproval } from "./accept-late-approval.ts";
import { type OrderTools, openOrderTools } from "./open-order-tools.ts";
import { refundOrder } from "./refund-order.ts";

const ROWS_MAX = 20;
/** The worker's own transaction waits for this; what is not begun comes with the next round. */
const BEGIN_WITHIN_MS = 2_000;

/**
 * Does what a merchant's own rule says with late approvals that nobody decided in time (product.md §7); the default
 * rule waits for a person. Answers how many were decided. Needs `orders.settle` and `refunds.write`.
 */
export async function settleLateApprovals(
  scope: Scope,
  tools: OrderTools = openOrderTools(scope),
): Promise<number> {
  requirePermission(scope, "orders.settle");
  const now = scope.clock.now();
  const due = await inScope(scope, (tx) =>
    tx
      .select({
        merchantId: attempts.merchantId,
        orderId: attempts.orderId,
        number: attempts.number,
        amountMinor: attempts.amountMinor,
        policy: merchants.lateApprovalPolicy,
      })
      .from(attempts)
      .innerJoin(merchants, eq(merchants.id, attempts.merchantId))
      .where(
        and(
          eq(attempts.state, "late_approval"),
          ne(merchants.lateApprovalPolicy, "ask"),
          isNotNull(attempts.answeredAt),
          sql`${attempts.answeredAt} + ${merchants.lateApprovalHours} * interval '1 hour' <= ${now.toISOString()}::timestamptz`,
        ),
      )
      .limit(ROWS_MAX),
  );
  let decided = 0;
  const endsAt = performance.now() + BEGIN_WITHIN_MS;
  for (const { merchantId, orderId, number, amountMinor, policy } of due) {
    if (performance.now() > endsAt) break;
    const place = { merchantId, orderId };
    const outcome =
      policy === "accept"
        ? await acceptLateApproval(scope, place)
        : await refundOrder(
            scope,
            // The hour is in the key: a refusal is tried anew later, a repeat within it pays nothing twice.
            {
              ...place,
              amountMinor,
              reason: "The merchant's rule for late approvals",
              idempotencyKey: `late-approval-${orderId}-${number}-${now.toISOString().slice(0, 13)}`,
            },
            tools,
          );
    if (outcome.ok) decided += 1;
  }
  return decided;
}
