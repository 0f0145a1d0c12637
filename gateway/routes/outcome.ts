import type { Handler } from "hono";
import { findOrder } from "#lib/orders/queries.ts";
import { wireStatus } from "#lib/orders/rules.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import {
  confirmationId,
  envelope,
  ORDER_NOT_FOUND,
  switchboardProperties,
  VALIDATION_TITLE,
  wrapped,
} from "../wire/answers.ts";
import { readBody } from "../wire/body-reading.ts";
import { problemsOf } from "../wire/problems.ts";
import { readJsonBody } from "../wire/read-json-body.ts";
import { outcomeBody } from "../wire/token-body.ts";

/** POST /v1/outcome (API sheet §2.4): an order's status in the words of /evaluate, from our ledger. */
export function outcomeRoute({ limits }: GatewayDeps): Handler<GatewayEnv> {
  return authenticated(async (c) => {
    c.set("route", "outcome");
    const body = await readJsonBody(c, limits.bodyBytesMax);
    if (!body.ok) return body.response;
    const { read } = readBody(outcomeBody, body.value);
    const parsed = outcomeBody.safeParse(read);
    if (!parsed.success) return c.json(wrapped(400, VALIDATION_TITLE, problemsOf(parsed.error, read)), 400);
    const { environment } = c.get("key");
    const order = await findOrder(c.get("scope"), parsed.data.orderSessionKey.trim(), { environment });
    if (!order) return c.json(ORDER_NOT_FOUND, 404);
    c.set("merchantId", order.merchantId);
    return c.json({
      ...envelope,
      result: "Success",
      status: wireStatus(order.state),
      confirmationId: confirmationId(order.flexchargeOrderId ?? order.sessionKey, order.state),
      customProperties: switchboardProperties({ ...order, orderId: order.id, mode: null }),
    });
  });
}
