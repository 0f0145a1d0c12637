import type { Context, Handler } from "hono";
import { apiKeyScope } from "#lib/access/open-scope.ts";
import { findTransmit, type TransmitStanding } from "#lib/transmits/queries.ts";
import { recordTransmitOutcome } from "#lib/transmits/record-transmit-outcome.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import { envelope, flatMap, VALIDATION_TITLE, wrapped } from "../wire/answers.ts";
import { readBody } from "../wire/body-reading.ts";
import { merchantOfCall } from "../wire/merchant-of-call.ts";
import { problemsOf } from "../wire/problems.ts";
import { readJsonBody } from "../wire/read-json-body.ts";
import { transmitOutcomeBody } from "../wire/transmit-body.ts";

const NOT_FOUND = { errors: ["Transmit not found."] };

/** GET /v1/transmits/{id} (product.md §7): what became of a copy, with FlexCharge's own id and order when known. */
export function getTransmitRoute(deps: GatewayDeps): Handler<GatewayEnv, "/v1/transmits/:id"> {
  return authenticated(async (c) => {
    c.set("route", "transmits");
    const found = await transmitOfCall(deps, c, c.req.param("id"));
    return found instanceof Response ? found : c.json(standingAnswer(found));
  });
}

/** PUT /v1/transmits/{id} `{ outcome }`: what the checkout learnt of the payment later. The latest word counts. */
export function putTransmitRoute(deps: GatewayDeps): Handler<GatewayEnv, "/v1/transmits/:id"> {
  return authenticated(async (c) => {
    c.set("route", "transmits");
    const body = await readJsonBody(c, deps.limits.bodyBytesMax);
    if (!body.ok) return body.response;
    const { read } = readBody(transmitOutcomeBody, body.value);
    const parsed = transmitOutcomeBody.safeParse(read);
    if (!parsed.success) return c.json(wrapped(400, VALIDATION_TITLE, problemsOf(parsed.error, read)), 400);
    const found = await transmitOfCall(deps, c, c.req.param("id"));
    if (found instanceof Response) return found;
    const { database, clock } = deps;
    const around = { database, clock, requestId: c.get("requestId") };
    const scope = apiKeyScope({ ...c.get("key"), merchantId: found.merchantId }, around);
    const outcome = parsed.data.outcome.trim();
    await recordTransmitOutcome(scope, found, outcome);
    return c.json(standingAnswer({ ...found, outcome }));
  });
}

async function transmitOfCall(
  deps: GatewayDeps,
  c: Context<GatewayEnv>,
  id: string,
): Promise<TransmitStanding | Response> {
  const key = c.get("key");
  const mid = c.req.query("mid")?.trim();
  const narrowed = mid ? merchantOfCall(deps, key, mid) : null;
  if (narrowed && !narrowed.ok) return c.json(flatMap(narrowed.problems), 400);
  const where = { environment: key.environment, merchantId: narrowed?.merchant.id };
  const found = await findTransmit(c.get("scope"), id.trim().toLowerCase(), where);
  if (found) c.set("merchantId", found.merchantId);
  return found ?? c.json(NOT_FOUND, 404);
}

function standingAnswer(found: TransmitStanding) {
  return {
    transmitId: found.id,
    ...envelope,
    result: "Success",
    state: found.state,
    externalOrderId: found.externalId,
    transactionId: found.transactionId,
    isDeclined: found.declined,
    amount: found.amountMinor,
    currency: found.currency,
    receivedOn: found.receivedAt.toISOString(),
    deliveredOn: found.deliveredAt?.toISOString() ?? null,
    /** FlexCharge's own, once it has the copy. */
    flexchargeTransmitId: found.upstreamTransmitId,
    orderId: found.upstreamOrderId,
    outcome: found.outcome,
    lastError: found.lastError,
  };
}
