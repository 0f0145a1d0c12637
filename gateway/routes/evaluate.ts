import type { Handler } from "hono";
import { apiKeyScope } from "#lib/access/open-scope.ts";
import { type EvaluateTools, evaluateOrder } from "#lib/orders/evaluate-order.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import { evaluateAnswer, flatMap, wrapped } from "../wire/answers.ts";
import { readEvaluateRequest } from "../wire/evaluate-request.ts";
import { readJsonBody } from "../wire/read-json-body.ts";
import { refusal } from "../wire/refusal.ts";
import { withinDeadline } from "../within-deadline.ts";

/**
 * POST /v1/evaluate (API sheet §2.3, §3.4; product.md §7). 200 with FlexCharge's status, or DECLINED and a reason when
 * the order was held back; 400 and 422 as a flat map, 409 for a reused key, 503 while the configuration is not sure.
 */
export function evaluateRoute(deps: GatewayDeps, tools: EvaluateTools): Handler<GatewayEnv> {
  const { limits, metrics, snapshot } = deps;
  return authenticated(async (c) => {
    c.set("route", "evaluate");
    const key = c.get("key");
    const body = await readJsonBody(c, limits.bodyBytesMax, "flat");
    if (!body.ok) return body.response;
    const read = readEvaluateRequest(deps, key, body.value, c.req.header("idempotency-key")?.trim() || null);
    if (!read.ok) return c.json(flatMap(read.problems), read.status);
    if (snapshot.ageMs() > limits.snapshotAgeMsMax) {
      return refusal(c, 503, "Not available just now. Try again.", { retryAfter: 1 });
    }
    const around = { database: deps.database, clock: deps.clock, requestId: c.get("requestId") };
    const scope = apiKeyScope({ ...key, merchantId: read.merchant.id }, around);
    const startedAt = c.get("startedAt");
    const work = evaluateOrder(scope, read.request, tools, startedAt);
    const outcome = await withinDeadline(work, startedAt, limits.answerMsMax);
    if (!outcome.ok) {
      if (outcome.reason === "CHANNEL_CONFLICT")
        return c.json(flatMap({ Channel: ["The field Channel is invalid."] }), 400);
      const text = "The idempotency key was used with another body.";
      return c.json(wrapped(409, text, { IdempotencyKey: [text] }), 409);
    }
    const { state, channel, reason, refusal: refused } = outcome.value;
    metrics.decisions.inc({ environment: key.environment, channel, state, reason: reason ?? "" });
    return refused
      ? c.json(refused.body as object, refused.status as 400)
      : c.json(evaluateAnswer(outcome.value));
  });
}
