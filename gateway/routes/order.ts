import type { Context, Handler } from "hono";
import { findOrder, getLatestAttempt, type Order } from "#lib/orders/queries.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import { flatMap, ORDER_NOT_FOUND } from "../wire/answers.ts";
import { merchantOfCall } from "../wire/merchant-of-call.ts";
import { orderAnswer } from "../wire/order-answer.ts";

/** GET /v1/orders/{id} (API sheet §2.5), by FlexCharge's id, our session key or `ord_…`; works with upstream down. */
export function orderRoute(deps: GatewayDeps): Handler<GatewayEnv, "/v1/orders/:id"> {
  return authenticated(async (c) => {
    c.set("route", "order");
    const found = await orderOfCall(deps, c, c.req.param("id"));
    if (found instanceof Response) return found;
    const attempt = await getLatestAttempt(c.get("scope"), found);
    return c.json(orderAnswer(found, deps.snapshot.merchant(found.merchantId), attempt));
  });
}

/** The order that a path names, or the answer that says why not; `?mid=`, or the body's, narrows a partner-wide key's search. */
export async function orderOfCall(
  deps: GatewayDeps,
  c: Context<GatewayEnv>,
  id: string,
  bodyMid?: string,
): Promise<Order | Response> {
  const key = c.get("key");
  const mid = c.req.query("mid")?.trim() || bodyMid?.trim();
  const narrowed = mid ? merchantOfCall(deps, key, mid) : null;
  if (narrowed && !narrowed.ok) return c.json(flatMap(narrowed.problems), 400);
  const where = { environment: key.environment, merchantId: narrowed?.merchant.id };
  const found = await findOrder(c.get("scope"), id.trim(), where);
  if (found) c.set("merchantId", found.merchantId);
  return found ?? c.json(ORDER_NOT_FOUND, 404);
}
