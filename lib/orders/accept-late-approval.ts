import { orderEvents } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { AttemptState } from "#lib/terms.ts";
import { eventRow } from "./internal/event-row.ts";
import { auditOrder, lockOrder, sourceOf } from "./internal/lock-order.ts";
import { moveAttempt } from "./internal/move-attempt.ts";
import { allowedActions } from "./rules.ts";
import { acceptLateApprovalInput } from "./schema.ts";

/**
 * Takes an approval that came after the checkout was told DECLINED: from now on the order counts as rescued
 * (product.md §7). Needs `orders.settle`. Throws NotFoundError.
 */
export async function acceptLateApproval(
  scope: Scope,
  input: { merchantId: string; orderId: string },
): Promise<Result<{ state: "approved" }, { reason: "NOT_LATE"; state: AttemptState }>> {
  requirePermission(scope, "orders.settle");
  const place = acceptLateApprovalInput.parse(input);
  return inScope(scope, async (tx) => {
    const { order, showing } = await lockOrder(tx, place);
    if (!allowedActions(showing).includes("accept"))
      return refuse({ reason: "NOT_LATE", state: showing.state });
    const at = scope.clock.now();
    const { number: attempt, amountMinor, currency } = showing;
    await moveAttempt(tx, order, showing, { to: "approved", source: sourceOf(scope) }, at);
    const author = { byName: scope.actor.name, requestId: scope.requestId };
    await tx
      .insert(orderEvents)
      .values(eventRow(showing, at, "late_approval.accepted", { attempt, ...author }));
    await auditOrder(tx, scope, order, {
      action: "order.accept_late_approval",
      after: { attempt, amountMinor, currency },
    });
    return ok({ state: "approved" as const });
  });
}
