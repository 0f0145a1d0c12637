import type { Context, Handler } from "hono";
import { apiKeyScope } from "#lib/access/open-scope.ts";
import { cancelOrder } from "#lib/orders/cancel-order.ts";
import { openOrderTools } from "#lib/orders/open-order-tools.ts";
import { listByExternalId } from "#lib/orders/queries/list-by-external-id.ts";
import type { Order } from "#lib/orders/queries.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { flatMap, ORDER_NOT_FOUND } from "../wire/answers.ts";
import { merchantOfCall } from "../wire/merchant-of-call.ts";
import { cancelAnswer } from "../wire/money-answers.ts";
import { cancelBody } from "../wire/money-bodies.ts";
import { readMoneyBody } from "../wire/read-money-body.ts";
import { orderOfCall } from "./order.ts";

/** POST /v1/orders/{id}/cancel (API sheet §2.8): `{}` and nothing else, also when it was cancelled before. */
export function cancelRoute(deps: GatewayDeps): Handler<GatewayEnv, "/v1/orders/:id/cancel"> {
  return async (c) => {
    c.set("route", "cancel");
    const body = await readMoneyBody(c, cancelBody, deps.limits.bodyBytesMax, { empty: true });
    if (!body.ok) return body.response;
    const order = await orderOfCall(deps, c, c.req.param("id"), body.value.mid);
    return order instanceof Response ? order : cancel(deps, c, order);
  };
}

/**
 * POST /v1/orders/{externalOrderId}/external-cancel: the same by the checkout's own id, for an evaluate that was not
 * answered. With a partner-wide key an id that several merchants use needs `mid` (contract.md).
 */
export function externalCancelRoute(
  deps: GatewayDeps,
): Handler<GatewayEnv, "/v1/orders/:id/external-cancel"> {
  return async (c) => {
    c.set("route", "external-cancel");
    const body = await readMoneyBody(c, cancelBody, deps.limits.bodyBytesMax, { empty: true });
    if (!body.ok) return body.response;
    const key = c.get("key");
    const mid = c.req.query("mid")?.trim() || body.value.mid?.trim();
    const narrowed = mid ? merchantOfCall(deps, key, mid) : null;
    if (narrowed && !narrowed.ok) return c.json(flatMap(narrowed.problems), 400);
    const where = { environment: key.environment, merchantId: narrowed?.merchant.id };
    const [order, ...more] = await listByExternalId(c.get("scope"), c.req.param("id").trim(), where);
    if (!order) return c.json(ORDER_NOT_FOUND, 404);
    c.set("merchantId", order.merchantId);
    if (more.length > 0) return c.json(flatMap({ Mid: ["The Mid field is required."] }), 400);
    return cancel(deps, c, order);
  };
}

async function cancel(deps: GatewayDeps, c: Context<GatewayEnv>, order: Order): Promise<Response> {
  const { merchantId, id: orderId } = order;
  const around = { database: deps.database, clock: deps.clock, requestId: c.get("requestId") };
  const scope = apiKeyScope({ ...c.get("key"), merchantId }, around);
  const tools = openOrderTools(scope, deps.flexcharge);
  return cancelAnswer(c, await cancelOrder(scope, { merchantId, orderId }, tools), order);
}
