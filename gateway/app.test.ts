import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestGateway } from "#db/testing/gateway.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

let world: World;
let live: string;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
});
afterAll(() => world.stop());

const narrow = (limits: Parameters<typeof openTestGateway>[1]) =>
  openTestGateway({ appUrl: world.appUrl, database: world.database, flexcharge: world.flexcharge }, limits);

describe("POST /v1/oauth2/token", () => {
  test("200: the pair in either letter case gives a bearer of ten minutes", async () => {
    const { appKey, appSecret } = world.alpha.keys.production;
    for (const json of [
      { AppKey: appKey, AppSecret: appSecret },
      { appkey: appKey, appSecret },
    ]) {
      const answer = await world.call("/v1/oauth2/token", { json });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        ...{ session: null, daysToEnforceMFA: null, skipAvailable: null, success: true, result: null },
        ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), errors: [], customProperties: {} },
      });
      expect(Number(answer.body.expires) - Date.now()).toBeGreaterThan(590_000);
      const claims = JSON.parse(
        Buffer.from(String(answer.body.accessToken).split(".")[1]!, "base64url").toString(),
      );
      expect(claims).toMatchObject({ "custom:mid": world.alpha.mids.production, iss: "Api-Client-Service" });
    }
  });

  test("400: wrong pairs and missing fields, never a 401", async () => {
    const { appKey } = world.alpha.keys.production;
    const wrong = await world.call("/v1/oauth2/token", { json: { AppKey: appKey, AppSecret: "wrong" } });
    const unknown = await world.call("/v1/oauth2/token", { json: { AppKey: "nobody", AppSecret: "wrong" } });
    expect([wrong.status, unknown.status]).toEqual([400, 400]);
    expect(wrong.body.errors).toEqual(unknown.body.errors);
    const missing = await world.call("/v1/oauth2/token", { json: { AppKey: appKey } });
    expect(missing.body).toMatchObject({ errors: { AppSecret: ["The AppSecret field is required."] } });
  });
});

describe("every call", () => {
  test("carries a request id of its own or the caller's, and headers that keep browsers out", async () => {
    const own = await world.call("/livez");
    expect(own.headers.get("x-request-id")).toMatch(/^req_/);
    const given = await world.call("/livez", { headers: { "x-request-id": "shop-7:42" } });
    expect(given.headers.get("x-request-id")).toBe("shop-7:42");
    const odd = await world.call("/livez", { headers: { "x-request-id": `${"x".repeat(200)}` } });
    expect(odd.headers.get("x-request-id")).toMatch(/^req_/);
    expect(own.headers.get("x-content-type-options")).toBe("nosniff");
    expect(own.headers.get("cache-control")).toBe("no-store");
    expect(own.headers.has("x-powered-by")).toBe(false);
  });

  test("404 and 405 for what is not there, in the wire's form", async () => {
    for (const path of ["/v1/captures", "/v1/orders/x/refunds", "/v1/nothing", "/api/v1/nothing"]) {
      expect((await world.call(path, { token: live, json: {} })).status).toBe(404);
    }
    const wrong = await world.call("/v1/evaluate", { token: live, method: "DELETE" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("401 comes before everything else", async () => {
    expect((await world.call("/v1/nothing")).status).toBe(401);
  });
});

describe("GET /livez, /readyz, /metrics, /openapi.json", () => {
  test("tell that the program runs and is ready, what it did, and what it can", async () => {
    expect((await world.call("/livez")).status).toBe(200);
    expect((await world.call("/readyz")).status).toBe(200);
    expect((await world.call("/metrics")).text).toContain("gateway_request_seconds_bucket");
    const document = await world.call("/openapi.json");
    expect(document.body.openapi).toBe("3.1.0");
    const paths = Object.keys(document.body.paths as object);
    expect(paths).toEqual(
      expect.arrayContaining([
        "/v1/oauth2/token",
        "/v1/evaluate",
        "/v1/orders/{id}/decision",
        "/api/v1/switches",
      ]),
    );
    expect(document.text).toContain("isDeclined");
  });
});

describe("429 and 503", () => {
  test("429 with Retry-After when one key floods; another key is not touched", async () => {
    const small = await narrow({ limits: { requestsBurst: 3, requestsPerSecond: 0.01 } });
    const ask = (token: string) => small.call("/v1/orders", { token });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await ask(live)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await ask(live)).headers.get("retry-after")).toBe("1");
    expect((await ask(await world.bearer(world.beta.keys.production))).status).toBe(200);
    await small.stop();
  });

  test("503 with Retry-After when too many requests are under way", async () => {
    const small = await narrow({ limits: { inFlightMax: 1 } });
    await world.sandbox
      .control("production")
      .addFault({ path: "/v1/evaluate", kind: "slow", ms: 200, times: 1 });
    const order = () => declinedOrder({ siteUrl: `https://${world.alpha.host}` });
    const answers = await Promise.all(
      [1, 2].map(() => small.call("/v1/evaluate", { token: live, json: order() })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 503]);
    expect(answers.find(({ status }) => status === 503)?.headers.get("retry-after")).toBe("1");
    await small.stop();
  });

  test("503 rather than a decision by a configuration that may be old", async () => {
    const stale = await narrow({ limits: { snapshotAgeMsMax: -1 } });
    const answer = await stale.call("/v1/evaluate", { token: live, json: declinedOrder() });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await stale.call("/readyz")).status).toBe(503);
    await stale.stop();
  });
});

test("the log has a line for each call, with ids and never a body", async () => {
  const order = declinedOrder({ siteUrl: `https://${world.alpha.host}` });
  const answer = await world.call("/v1/evaluate", { token: live, json: order });
  const lines = world.log.map((line) => JSON.parse(line));
  const mine = lines.find((line) => line.requestId === answer.headers.get("x-request-id"));
  expect(mine).toMatchObject({
    route: "evaluate",
    method: "POST",
    status: 200,
    keyId: expect.stringMatching(/^key_/),
  });
  expect(world.log.join("")).not.toContain(String(order.orderId));
});
