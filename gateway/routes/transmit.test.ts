import { request } from "node:http";
import type { AddressInfo } from "node:net";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { processedPayment } from "#db/testing/transmits.ts";

let world: World;
let live: string;
let owner: Sql;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
  owner = postgres(world.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner?.end();
  await world?.stop();
});

const send = (json: unknown, token = live) => world.call("/v1/transmit", { token, json });
const rows = (orderId: unknown) =>
  owner`SELECT * FROM transmits WHERE external_id = ${String(orderId)} ORDER BY xid, seq`;

describe("POST /v1/transmit, 200", () => {
  test("the copy is in the database, attributed and as it came, when the checkout is told its id", async () => {
    const body = processedPayment({ siteUrl: `https://www.${world.alpha.host}/thanks`, extra: { a: [1] } });
    const answer = await send(body);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      transmitId: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      ...{ success: true, result: "Success", status: null, errors: [] },
      customProperties: { "switchboard.sent": "true", "switchboard.channel": "cit_website" },
    });
    const [row] = await rows(body.orderId);
    expect(row).toMatchObject({
      ...{ merchant_id: world.alpha.id, id: answer.body.transmitId, environment: "production" },
      ...{ site_id: world.alpha.siteId, declined: false, amount_minor: "4599", currency: "USD" },
      ...{ held_reason: null, channel: "cit_website" },
    });
    expect(JSON.parse(row?.payload)).toEqual(body);
    expect(row?.request_id).toBe(answer.headers.get("x-request-id"));
  });

  test("a repeat is told the same id, another payment or another merchant's another one", async () => {
    const body = processedPayment();
    const first = await send(body);
    const again = await send(body);
    expect(again.body.transmitId).toBe(first.body.transmitId);
    const other = await send({ ...body, transaction: { ...(body.transaction as object), id: "second-try" } });
    const test = await send(body, await world.bearer(world.alpha.keys.sandbox));
    const foreign = await send(body, await world.bearer(world.beta.keys.production));
    const ids = [first, other, test, foreign].map((answer) => answer.body.transmitId);
    expect(new Set(ids).size).toBe(4);
  });

  test("a hundred at once are all kept, each under its own id", async () => {
    const bodies = Array.from({ length: 100 }, () => processedPayment({ payer: { id: "crowd" } }));
    const answers = await Promise.all(bodies.map((body) => send(body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const kept =
      await owner`SELECT id FROM transmits WHERE external_id IN ${owner(bodies.map((b) => String(b.orderId)))}`;
    expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(answers.map(({ body }) => body.transmitId)));
  });

  test("the merchant's setting keeps copies back: they are stored, and the answer says so", async () => {
    await world.setTransmit(world.beta.id, { cit_website: "approved_only", cit_call_center: "off" });
    const token = await world.bearer(world.beta.keys.production);
    const told = async (body: object) => (await send(body, token)).body.customProperties;
    expect(await told(processedPayment())).toMatchObject({ "switchboard.sent": "true" });
    expect(await told(processedPayment({ isDeclined: true }))).toMatchObject({
      ...{ "switchboard.sent": "false", "switchboard.reason": "NOT_ELIGIBLE" },
    });
    const phone = processedPayment({ orderSource: "moto" });
    expect(await told(phone)).toMatchObject({
      ...{ "switchboard.sent": "false", "switchboard.reason": "CHANNEL_OFF" },
      "switchboard.channel": "cit_call_center",
    });
    expect(await rows(phone.orderId)).toHaveLength(1);
  });

  test("field names in any case and paths with a double slash mean the same", async () => {
    const { isDeclined, orderId, ...rest } = processedPayment();
    const json = { ISDECLINED: isDeclined, OrderID: orderId, ...rest };
    const answer = await world.call("//v1//transmit/", { token: live, json });
    expect(answer.status).toBe(200);
    expect(await rows(orderId)).toHaveLength(1);
  });
});

describe("POST /v1/transmit, refusals", () => {
  test("400 names every offending field in the wire's general form", async () => {
    const answer = await send({ isMIT: "perhaps", transaction: { amount: -1, currency: "XXQ" }, payer: {} });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      status: 400,
      errors: {
        OrderId: ["Merchant's orderId is required"],
        IsDeclined: ["The IsDeclined field is required."],
        IsMIT: ["The field IsMIT is invalid."],
        PaymentMethod: ["The PaymentMethod field is required."],
        "Transaction.Id": ["The Id field is required."],
        "Transaction.Amount": ["The field Amount is invalid."],
        "Transaction.Currency": ["The field Currency is invalid."],
      },
    });
    expect((await send(processedPayment({ channel: "mit", isMIT: false }))).body.errors).toHaveProperty(
      "Channel",
    );
  });

  test("400 for a foreign or unknown mid, with a partner-wide key also for a missing one", async () => {
    for (const mid of [world.beta.id, world.beta.mids.production, "nobody"]) {
      expect((await send(processedPayment({ mid }))).body.errors).toEqual({
        Mid: ["The field Mid is invalid."],
      });
    }
    const wide = await world.bearer(world.partnerKeys.production);
    expect((await send(processedPayment(), wide)).status).toBe(400);
    expect((await send(processedPayment({ mid: world.beta.mids.production }), wide)).status).toBe(200);
  });

  test("401 before anything is read; 405, 413, 415 and broken JSON as on every call", async () => {
    expect((await world.call("/v1/transmit", { json: processedPayment() })).status).toBe(401);
    expect((await world.call("/v1/transmit", { token: live, method: "GET" })).status).toBe(405);
    const large = processedPayment({ note: "x".repeat(70_000) });
    expect((await send(large)).status).toBe(413);
    const headers = { "content-type": "text/xml" };
    expect((await world.call("/v1/transmit", { token: live, body: "<a/>", headers })).status).toBe(415);
    expect((await world.call("/v1/transmit", { token: live, body: "{" })).status).toBe(400);
  });

  test("422 for card data, naming the field and never the value; nothing is kept", async () => {
    const number = "4111111111111111";
    const body = processedPayment({ paymentMethod: { cardNumber: number, verificationValue: "123" } });
    const answer = await send(body);
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body)).toEqual(
      expect.arrayContaining(["TraceId", "PaymentMethod.CardNumber", "PaymentMethod.VerificationValue"]),
    );
    expect(answer.text).not.toContain(number);
    expect(await rows(body.orderId)).toEqual([]);
  });

  test("429 for a key past its measure, 503 when too many wait, both with Retry-After", async () => {
    const small = await world.anotherGateway({ limits: { transmitsPerSecond: 2 } });
    const statuses = [];
    for (let n = 0; n < 4; n += 1)
      statuses.push((await small.call("/v1/transmit", { token: live, json: processedPayment() })).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
    const full = await world.anotherGateway({ limits: { transmitsUnderWayMax: 0 } });
    const answer = await full.call("/v1/transmit", { token: live, json: processedPayment() });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});

test("on the wire the raw door answers as the app does", async () => {
  const server = await world.listen();
  const { port } = server.address() as AddressInfo;
  const post = (body: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const call = request(
        { port, host: "localhost", path: "/v1/transmit", method: "POST", headers },
        (answer) => {
          let text = "";
          answer.on("data", (chunk) => (text += chunk));
          answer.on("end", () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
          );
        },
      );
      call.on("error", reject);
      call.end(body);
    });
  const bearer = {
    authorization: `Bearer ${live}`,
    "content-type": "application/json",
    "x-request-id": "shop-1",
  };
  const good = await post(JSON.stringify(processedPayment()), bearer);
  expect(good.status).toBe(200);
  expect(good.headers).toMatchObject({
    ...{ "x-request-id": "shop-1", "cache-control": "no-store", "x-content-type-options": "nosniff" },
  });
  expect(JSON.parse(good.body).transmitId).toMatch(/^[0-9a-f-]{36}$/);
  expect((await post("{}", { authorization: "Bearer no.no.no" })).status).toBe(401);
  expect((await post("[1", bearer)).status).toBe(400);
  expect((await post(JSON.stringify({ a: "x".repeat(70_000) }), bearer)).status).toBe(413);
});

describe("GET and PUT /v1/transmits/{id}", () => {
  test("tell where the copy is, and keep what became of the payment in the order's history too", async () => {
    const order = declinedOrder({ siteUrl: `https://${world.alpha.host}` });
    await world.call("/v1/evaluate", { token: live, json: order });
    const transaction = order.transaction as Record<string, unknown>;
    const sent = await send(
      processedPayment({ isDeclined: true, orderId: order.orderId, transaction: { id: transaction.id } }),
    );
    const path = `/v1/transmits/${sent.body.transmitId}`;
    const before = await world.call(path, { token: live });
    expect(before.body).toMatchObject({
      ...{ transmitId: sent.body.transmitId, state: "queued", externalOrderId: order.orderId, outcome: null },
      orderId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const put = await world.call(path, { token: live, method: "PUT", json: { outcome: "refunded" } });
    expect([put.status, put.body.outcome]).toEqual([200, "refunded"]);
    expect((await world.call(path, { token: live })).body.outcome).toBe("refunded");
    const [event] = await owner`SELECT data FROM order_events WHERE type = 'transmit.outcome'`;
    expect(JSON.parse(event?.data)).toMatchObject({ outcome: "refunded", transmitId: sent.body.transmitId });
  });

  test("404 for an unknown and for a foreign id alike; 400 without an outcome", async () => {
    const sent = await send(processedPayment());
    const path = `/v1/transmits/${sent.body.transmitId}`;
    for (const pair of [world.beta.keys.production, world.alpha.keys.sandbox]) {
      const token = await world.bearer(pair);
      expect((await world.call(path, { token })).status).toBe(404);
      expect((await world.call(path, { token, method: "PUT", json: { outcome: "x" } })).status).toBe(404);
    }
    expect((await world.call("/v1/transmits/none", { token: live })).status).toBe(404);
    expect((await world.call(path, { token: live, method: "PUT", json: {} })).status).toBe(400);
  });
});

test("the ingest role can add a copy and do nothing else", async () => {
  const ingest = postgres(world.ingestUrl, { max: 1, onnotice: () => {} });
  for (const statement of [
    "SELECT * FROM transmits",
    "UPDATE transmits SET payload = ''",
    "DELETE FROM transmits",
    "SELECT * FROM orders",
    "INSERT INTO transmit_results VALUES ('m', gen_random_uuid(), 'sandbox', null, null, now())",
  ]) {
    await expect(ingest.unsafe(statement), statement).rejects.toThrow(/permission denied/);
  }
  await ingest.end();
});
