import type { Handler } from "hono";
import { getLatestAttempt } from "#lib/orders/queries.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import { orderOfCall } from "./order.ts";

/** GET /v1/orders/{id}/decision (contract.md): the trace as it was stored with the latest attempt, true for ever. */
export function decisionRoute(deps: GatewayDeps): Handler<GatewayEnv, "/v1/orders/:id/decision"> {
  return authenticated(async (c) => {
    c.set("route", "decision");
    const order = await orderOfCall(deps, c, c.req.param("id"));
    if (order instanceof Response) return order;
    const attempt = await getLatestAttempt(c.get("scope"), order);
    return c.json({
      orderId: order.id,
      externalOrderId: order.externalId,
      merchantId: order.merchantId,
      attempt: attempt.number,
      state: attempt.state,
      decidedAt: attempt.begunAt.toISOString(),
      ...attempt.trace,
    });
  });
}
