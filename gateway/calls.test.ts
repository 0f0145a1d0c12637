import type { AddressInfo } from "node:net";
import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { apiCalls } from "#db/schema/calls.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { processedPayment } from "#db/testing/transmits.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { getCall } from "#lib/calls/queries/get-call.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

let world: World;
let token: string;
let partnersToken: string;
beforeAll(async () => {
  world = await createWorld();
  token = await world.bearer(world.alpha.keys.sandbox);
  partnersToken = await world.bearer(world.partnerKeys.sandbox);
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.calls.flush();
  await inTenant(world.database, EVERY_TENANT, (tx) => tx.delete(apiCalls));
});

async function kept(merchantId = world.alpha.id) {
  await world.calls.flush();
  return inTenant(world.database, merchantId, (tx) =>
    tx
      .select()
      .from(apiCalls)
      .where(and(eq(apiCalls.merchantId, merchantId), eq(apiCalls.environment, "sandbox")))
      .orderBy(asc(apiCalls.id)),
  );
}

test("an evaluate is logged with what was asked and answered, without the card's token", async () => {
  const order = declinedOrder({ siteUrl: `https://${world.alpha.host}` });
  const answer = await world.call("/v1/evaluate", {
    token,
    json: order,
    headers: { "x-request-id": "from-the-checkout" },
  });
  const [call, ...more] = await kept();
  expect(more).toEqual([]);
  expect(call).toMatchObject({
    method: "POST",
    path: "/v1/evaluate",
    route: "evaluate",
    status: 200,
    requestId: answer.headers.get("x-request-id"),
    externalOrderId: order.orderId,
    reason: null,
    missed: 0,
  });
  expect(JSON.parse(call?.request ?? "")).toEqual({
    ...order,
    paymentMethod: { ...(order.paymentMethod as object), cardNumber: "•••" },
  });
  expect(JSON.parse(call?.answer ?? "")).toEqual(answer.body);
});

test("why an order was not sent stands beside its call", async () => {
  await world.call("/v1/evaluate", { token, json: declinedOrder({ siteUrl: "https://nobody.example" }) });
  expect(await kept()).toMatchObject([{ status: 200, reason: "UNKNOWN_SITE" }]);
});

test("card data that was refused is in no log, only that it came", async () => {
  const card = declinedOrder({ paymentMethod: { Token: false, cardNumber: "4111111111111111" } });
  expect((await world.call("/v1/evaluate", { token, json: card })).status).toBe(422);
  const [call] = await kept();
  expect(call).toMatchObject({ status: 422, request: null, requestLeftOut: "card_data" });
  expect(JSON.stringify(call)).not.toContain("4111111111111111");
});

test("what was no JSON, and what nobody has, are logged as what they are", async () => {
  await world.call("/v1/evaluate", {
    token,
    method: "POST",
    body: "{",
    headers: { "content-type": "text/json" },
  });
  await world.call("/v1/orders/nobody?query=4111111111111111", { token });
  await world.call("/v1/nothing", { token });
  expect(await kept()).toMatchObject([
    { status: 400, request: null, requestLeftOut: "not_json" },
    { status: 404, path: "/v1/orders/nobody", query: "query=[card …1111]", route: "order" },
    { status: 404, path: "/v1/nothing", route: "other" },
  ]);
});

test("a name of no merchant that is no text either costs nobody an answer", async () => {
  const body = '{"orderSessionKey":"nobody","mid":9223372036854775807}';
  const headers = { "content-type": "application/json" };
  expect((await world.call("/v1/outcome", { token, method: "POST", body, headers })).status).toBe(404);
  expect(await kept()).toMatchObject([{ status: 404, route: "outcome", request: body }]);
});

test("a token call is logged without the pair and the bearer", async () => {
  const { appKey: AppKey, appSecret: AppSecret } = world.alpha.keys.sandbox;
  const { body } = await world.call("/v1/oauth2/token", { json: { AppKey, AppSecret } });
  const [call] = await kept();
  expect(call).toMatchObject({
    route: "token",
    status: 200,
    requestLeftOut: "secret",
    answerLeftOut: "secret",
  });
  expect(JSON.stringify(call)).not.toContain(AppSecret);
  expect(JSON.stringify(call)).not.toContain(String(body.accessToken));
});

test("a call without a good key stands in nobody's log", async () => {
  await world.call("/v1/orders", { token: "a.b.c" });
  await world.call("/v1/oauth2/token", { json: { AppKey: "nobody", AppSecret: "x" } });
  expect(await kept()).toEqual([]);
  expect(await kept(PARTNER_TENANT)).toEqual([]);
});

test("a call with a partner-wide key stands in the log of the merchant that it names", async () => {
  await world.call("/v1/evaluate", {
    token: partnersToken,
    json: declinedOrder({ mid: world.beta.mids.sandbox }),
  });
  await world.call(`/api/v1/switches?merchantId=${world.beta.id}`, { token: partnersToken });
  await world.call("/v1/evaluate", { token: partnersToken, json: declinedOrder() });
  expect((await kept(world.beta.id)).map(({ path }) => path)).toEqual(["/v1/evaluate", "/api/v1/switches"]);
  expect(await kept(PARTNER_TENANT)).toMatchObject([{ status: 400, route: "evaluate" }]);
});

test("an acknowledged copy is logged by reference: its own row tells what came", async () => {
  const { port } = (await world.listen()).address() as AddressInfo;
  const send = (body: object) =>
    fetch(`http://localhost:${port}/v1/transmit`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const copy = processedPayment();
  const { transmitId } = (await (await send(copy)).json()) as { transmitId: string };
  expect((await send({})).status).toBe(400);
  const [taken, refused] = await kept();
  expect(taken).toMatchObject({ status: 200, request: null, transmitId, externalOrderId: copy.orderId });
  expect(refused).toMatchObject({ status: 400, request: "{}", transmitId: null });
  const staff = userScope(
    { id: "usr_1", name: "Priya", role: "operator", merchantId: PARTNER_TENANT },
    { database: world.database },
  );
  const place = { merchantId: world.alpha.id, environment: "sandbox" as const, callId: taken?.id ?? "" };
  expect(JSON.parse((await getCall(staff, place)).request ?? "")).toMatchObject({ orderId: copy.orderId });
});
