import { environmentOf } from "#app/_doors/gate.ts";
import { read } from "#app/_doors/read.ts";
import { orderFilter, ordersView } from "#components/orders/orders-view.ts";
import { listOrders } from "#lib/orders/queries.ts";

const COUNTED_MAX = 50;

/** How many orders of a list were declined after `since`, up to 50. */
export const GET = read<{ environment: string; merchantId: string }>(
  "orders.read",
  async (scope, { environment, merchantId }, query) => {
    const since = new Date(query.get("since") ?? "");
    if (Number.isNaN(since.getTime())) return { count: 0 };
    const view = ordersView(Object.fromEntries(query));
    const filter = orderFilter(
      view,
      { environment: environmentOf(environment), merchantId },
      scope.clock.now(),
    );
    // Exclusive: the newest row that is shown was declined at `since` itself.
    const from = new Date(since.getTime() + 1);
    const { rows } = await listOrders(scope, { ...filter, from }, { limit: COUNTED_MAX });
    return { count: rows.length };
  },
);
