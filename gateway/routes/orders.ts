import type { Handler } from "hono";
import { pageOrders } from "#lib/orders/queries.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import { flatMap, VALIDATION_TITLE, wrapped } from "../wire/answers.ts";
import { merchantOfCall } from "../wire/merchant-of-call.ts";
import { orderAnswer, statuses } from "../wire/order-answer.ts";
import { paging, readOrderListQuery } from "../wire/order-list-query.ts";

/** GET /v1/orders (API sheet §2.6): `query` is any id, also the checkout's own, else part of a name or e-mail. */
export function ordersRoute(deps: GatewayDeps): Handler<GatewayEnv> {
  return authenticated(async (c) => {
    c.set("route", "orders");
    const key = c.get("key");
    const { query, problems } = readOrderListQuery(new URL(c.req.url).searchParams);
    if (Object.keys(problems).length > 0) return c.json(wrapped(400, VALIDATION_TITLE, problems), 400);
    const narrowed = query.mid ? merchantOfCall(deps, key, query.mid) : null;
    if (narrowed && !narrowed.ok) return c.json(flatMap(narrowed.problems), 400);
    const { pageSize, pageNumber, orderBy, ascending } = query;
    const filter = {
      environment: key.environment,
      merchantId: narrowed?.merchant.id,
      statusNumbers: query.statuses.length > 0 ? query.statuses : undefined,
      from: query.from,
      to: query.to,
      text: query.text,
    };
    const page = { offset: (pageNumber - 1) * pageSize, limit: pageSize, orderBy, ascending };
    const { rows, total } = await pageOrders(c.get("scope"), filter, page);
    const shown = rows.map((order) => orderAnswer(order, deps.snapshot.merchant(order.merchantId)));
    return c.json({
      orders: { ...paging(pageNumber, pageSize, total, rows.length), rows: shown },
      statuses,
      success: true,
    });
  });
}
