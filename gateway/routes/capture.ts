import type { Handler } from "hono";
import { apiKeyScope } from "#lib/access/open-scope.ts";
import { captureOrder } from "#lib/orders/capture-order.ts";
import { openOrderTools } from "#lib/orders/open-order-tools.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { captureAnswer } from "../wire/money-answers.ts";
import { captureBody } from "../wire/money-bodies.ts";
import { readMoneyBody } from "../wire/read-money-body.ts";
import { orderOfCall } from "./order.ts";

/** POST /v1/capture (API sheet §2.9): the whole authorised amount, once. 409 while another capture is under way. */
export function captureRoute(deps: GatewayDeps): Handler<GatewayEnv> {
  return async (c) => {
    c.set("route", "capture");
    const body = await readMoneyBody(c, captureBody, deps.limits.bodyBytesMax, {
      fill: { idempotencyKey: c.req.header("idempotency-key")?.trim() || null },
    });
    if (!body.ok) return body.response;
    const { orderId: anyId, amount, currency, idempotencyKey, mid } = body.value;
    const order = await orderOfCall(deps, c, anyId, mid);
    if (order instanceof Response) return order;
    const { merchantId, id: orderId } = order;
    const around = { database: deps.database, clock: deps.clock, requestId: c.get("requestId") };
    const scope = apiKeyScope({ ...c.get("key"), merchantId }, around);
    const asked = { merchantId, orderId, amountMinor: amount, currency, idempotencyKey };
    return captureAnswer(c, await captureOrder(scope, asked, openOrderTools(scope, deps.flexcharge)));
  };
}
