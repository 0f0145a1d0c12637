import type { Handler } from "hono";
import { apiKeyScope } from "#lib/access/open-scope.ts";
import { parseMoney } from "#lib/kit/money.ts";
import { openOrderTools } from "#lib/orders/open-order-tools.ts";
import { refundOrder } from "#lib/orders/refund-order.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { VALIDATION_TITLE, wrapped } from "../wire/answers.ts";
import { refundAnswer } from "../wire/money-answers.ts";
import { refundBody } from "../wire/money-bodies.ts";
import { readMoneyBody } from "../wire/read-money-body.ts";
import { orderOfCall } from "./order.ts";

/**
 * POST /v1/orders/{id}/refund (API sheet §2.7; product.md §10): decimal units in. 200 SUCCESS, or FAILED with 2001
 * for more than what is left, without a call; PROCESSING while FlexCharge's answer is not known.
 */
export function refundRoute(deps: GatewayDeps): Handler<GatewayEnv, "/v1/orders/:id/refund"> {
  return async (c) => {
    c.set("route", "refund");
    const body = await readMoneyBody(c, refundBody, deps.limits.bodyBytesMax, {
      fill: { idempotencyKey: c.req.header("idempotency-key")?.trim() || null },
    });
    if (!body.ok) return body.response;
    const { amountToRefund, refundMessage, idempotencyKey } = body.value;
    const order = await orderOfCall(deps, c, c.req.param("id"), body.value.mid);
    if (order instanceof Response) return order;
    const { merchantId, id: orderId, currency } = order;
    const amountMinor = parseMoney(
      amountToRefund
        .trim()
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, ""),
      currency,
    );
    if (!amountMinor) {
      const problems = { AmountToRefund: ["The field AmountToRefund is invalid."] };
      return c.json(wrapped(400, VALIDATION_TITLE, problems), 400);
    }
    const around = { database: deps.database, clock: deps.clock, requestId: c.get("requestId") };
    const scope = apiKeyScope({ ...c.get("key"), merchantId }, around);
    const asked = { merchantId, orderId, amountMinor };
    const outcome = await refundOrder(
      scope,
      {
        ...asked,
        ...(refundMessage?.trim() ? { message: refundMessage } : {}),
        ...(idempotencyKey?.trim() ? { idempotencyKey } : {}),
      },
      openOrderTools(scope, deps.flexcharge),
    );
    return refundAnswer(c, outcome, { ...asked, currency });
  };
}
