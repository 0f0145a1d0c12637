import { and, asc, eq } from "drizzle-orm";
import { notices } from "#db/schema/notices.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { NoticeState } from "#lib/terms.ts";

/** What FlexCharge told us of an order. */
export type OrderNotice = {
  id: string;
  receivedAt: Date;
  event: string | null;
  state: NoticeState;
  cause: string | null;
};

/** Oldest first. Needs `orders.read`: the order's story tells it, the payloads stay with `webhooks.read`. */
export async function listOrderNotices(
  scope: Scope,
  order: { merchantId: string; id: string },
): Promise<OrderNotice[]> {
  requirePermission(scope, "orders.read");
  return inScope(scope, (tx) =>
    tx
      .select({
        id: notices.id,
        receivedAt: notices.receivedAt,
        event: notices.event,
        state: notices.state,
        cause: notices.cause,
      })
      .from(notices)
      .where(and(eq(notices.merchantId, order.merchantId), eq(notices.orderId, order.id)))
      .orderBy(asc(notices.receivedAt), asc(notices.id))
      .limit(100),
  );
}
