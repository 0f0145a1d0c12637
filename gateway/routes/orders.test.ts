import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "#db/testing/gateway.ts";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

let world: World;
let live: string;
let testing: string;
let partner: string;
let approved: { order: Record<string, unknown>; answer: Answer; ourId: string };

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
  testing = await world.bearer(world.alpha.keys.sandbox);
  partner = await world.bearer(world.partnerKeys.production);
  const order = declinedOrder({ siteUrl: `https://${world.alpha.host}` });
  const answer = await evaluate(order);
  const { "switchboard.orderId": ourId } = answer.body.customProperties as Record<string, string>;
  approved = { order, answer, ourId: String(ourId) };
});
afterAll(() => world.stop());

const evaluate = (json: unknown, token = live) => world.call("/v1/evaluate", { token, json });
const get = (path: string, token = live) => world.call(path, { token });

describe("GET /v1/orders/{id}", () => {
  test("200: FlexCharge's id, our own id and, until FlexCharge's is known, our session key all name the order", async () => {
    for (const id of [approved.answer.body.orderSessionKey, approved.ourId]) {
      const { status, body } = await get(`/v1/orders/${id}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        id: approved.answer.body.orderSessionKey,
        status: 7,
        statusName: "COMPLETED",
        externalOrderId: approved.order.orderId,
        ...{ amount: 4599, currencyCode: "USD", currencySymbol: "$", isMIT: false },
        ...{ firstName: "Ada", lastName: "Sample", email: "ada@example.com", phone: "998888" },
        mid: world.alpha.mids.production,
        billingAddress: { city: "Springfield" },
      });
    }
    const held = await evaluate(declinedOrder({ siteUrl: "https://elsewhere.example" }));
    const { status, body } = await get(`/v1//orders/${held.body.orderSessionKey}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: held.body.orderSessionKey, status: 2, statusName: "CANCELLED" });
  });

  test("200: it works with a Content-Type and while FlexCharge is down", async () => {
    await world.sandbox.control("production").addFault({ path: "/v1", kind: "status", status: 503 });
    const answer = await world.call(`/v1/orders/${approved.ourId}`, {
      token: live,
      headers: { "content-type": "application/json" },
    });
    await world.sandbox.control("production").clearFaults();
    expect(answer.status).toBe(200);
  });

  test("404: unknown, another merchant's and another environment's orders look alike", async () => {
    const beta = await world.bearer(world.beta.keys.production);
    for (const [id, token] of [
      ["5a0e7c11-2222-4333-8444-555566667777", live],
      ["ord_nothing", live],
      ["%00", live],
      [approved.ourId, beta],
      [approved.ourId, testing],
      [approved.ourId, await world.bearer(world.partnerKeys.sandbox)],
    ] as const) {
      const answer = await get(`/v1/orders/${id}`, token);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ errors: ["Order not found."] });
    }
  });

  test("a partner-wide key sees every merchant's orders, or those of the merchant that mid names", async () => {
    expect((await get(`/v1/orders/${approved.ourId}`, partner)).status).toBe(200);
    const mine = `/v1/orders/${approved.ourId}?mid=${world.alpha.mids.production}`;
    expect((await get(mine, partner)).status).toBe(200);
    expect((await get(`/v1/orders/${approved.ourId}?mid=${world.beta.id}`, partner)).status).toBe(404);
    const unknown = await get(`/v1/orders/${approved.ourId}?mid=nobody`, partner);
    expect(unknown.status).toBe(400);
    expect(unknown.body).toMatchObject({ Mid: [expect.any(String)] });
  });
});

describe("GET /v1/orders/{id}/decision", () => {
  test("200: the trace as it was stored, true also after the switch has changed", async () => {
    const before = (await get(`/v1/orders/${approved.ourId}/decision`)).body;
    expect(before).toMatchObject({
      ...{ orderId: approved.ourId, sent: true, reason: null, channel: "cit_website", mode: "production" },
      ...{ environment: "production", target: "production", version: expect.any(Number) },
      decidedBy: { scope: "merchant", setBy: { reason: "everything on for tests" } },
    });
    const steps = before.steps as { name: string; result: string; value: string }[];
    expect(steps.map(({ name }) => name)).toEqual([
      ...["order_identity", "kill_switch", "merchant", "site", "descriptor", "mode", "environment_guard"],
      ...["credentials", "eligibility", "mit_rules", "upstream"],
    ]);
    expect(steps.at(-1)?.value).toMatch(/^Answered/);
    const cell = { scope: "merchant" as const, id: world.alpha.id, channel: "cit_website" as const };
    await world.setMode(world.alpha.id, { ...cell, mode: "off" });
    expect((await get(`/v1/orders/${approved.ourId}/decision`)).body).toEqual(before);
    await world.setMode(world.alpha.id, { ...cell, mode: "production" });
  });

  test("404 for an order that is somebody else's", async () => {
    const beta = await world.bearer(world.beta.keys.production);
    expect((await get(`/v1/orders/${approved.ourId}/decision`, beta)).status).toBe(404);
  });
});

describe("POST /v1/outcome", () => {
  test("200: the status in evaluate's words, with a confirmation where money was taken", async () => {
    const json = { OrderSessionKey: approved.answer.body.orderSessionKey };
    const answer = await world.call("/v1/outcome", { token: live, json });
    expect(answer.body).toMatchObject({
      ...{ success: true, result: "Success", status: "APPROVED" },
      confirmationId: expect.stringMatching(/^[0-9A-F]{8}$/),
    });
    const rebill = await evaluate(declinedRebill({ siteUrl: `https://${world.alpha.host}` }), testing);
    const pending = { orderSessionKey: rebill.body.orderSessionKey };
    const open = await world.call("/v1//outcome", { token: testing, json: pending });
    expect(open.body).toMatchObject({ status: "SUBMITTED", confirmationId: null });
  });

  test("400 without a key, 404 for an unknown one", async () => {
    const missing = await world.call("/v1/outcome", { token: live, json: {} });
    expect(missing.status).toBe(400);
    expect(missing.body).toMatchObject({
      errors: { OrderSessionKey: ["The OrderSessionKey field is required."] },
    });
    const unknown = await world.call("/v1/outcome", { token: live, json: { orderSessionKey: "nothing" } });
    expect([unknown.status, unknown.body]).toEqual([404, { errors: ["Order not found."] }]);
  });
});

describe("GET /v1/orders", () => {
  test("200: the checkout's own id, any other id, a name or an e-mail finds the order", async () => {
    for (const query of [
      approved.order.orderId,
      approved.ourId,
      approved.answer.body.orderSessionKey,
      "sample",
      "ADA@",
    ]) {
      const answer = await get(`/v1/orders?query=${encodeURIComponent(String(query))}`);
      const { orders } = answer.body as { orders: { rows: { externalOrderId: string }[] } };
      expect(orders.rows.map(({ externalOrderId }) => externalOrderId)).toContain(approved.order.orderId);
    }
  });

  test("200: pages are numbered, sorted and filtered as FlexCharge's", async () => {
    for (let amount = 100; amount < 112; amount += 1) {
      await evaluate(
        declinedOrder({ siteUrl: `https://${world.alpha.host}`, transaction: { amount } }),
        testing,
      );
    }
    const answer = await get("/v1/orders?pageSize=5&pageNumber=2&orderBy=amount&sort=asc&status=7", testing);
    expect(answer.body).toMatchObject({
      success: true,
      statuses: { 7: "Completed" },
      orders: {
        ...{
          pageNumber: 2,
          pageSize: 5,
          totalItemCount: 12,
          pageCount: 3,
          firstItemOnPage: 6,
          lastItemOnPage: 10,
        },
        ...{ hasNextPage: true, hasPreviousPage: true, isFirstPage: false, isLastPage: false },
      },
    });
    const { rows } = (answer.body as { orders: { rows: { amount: number }[] } }).orders;
    expect(rows.map(({ amount }) => amount)).toEqual([105, 106, 107, 108, 109]);
    const none = await get("/v1/orders?status=3", testing);
    expect(none.body).toMatchObject({ orders: { totalItemCount: 0, rows: [] } });
  });

  test("400 names the parameters that are wrong", async () => {
    const answer = await get("/v1/orders?pageSize=0&status=lost&from=soon");
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors as object).sort()).toEqual(["from", "pageSize", "status"]);
  });

  test("a merchant's key lists its own orders only, a partner's those of every merchant", async () => {
    const beta = await world.bearer(world.beta.keys.production);
    expect((await get("/v1/orders", beta)).body).toMatchObject({ orders: { totalItemCount: 0 } });
    expect((await get(`/v1/orders?mid=${world.alpha.id}`, beta)).status).toBe(400);
    const all = (await get("/v1/orders", partner)).body as { orders: { totalItemCount: number } };
    expect(all.orders.totalItemCount).toBeGreaterThan(0);
  });

  test("text that PostgreSQL cannot hold finds nothing and breaks nothing", async () => {
    for (const query of ["%00", "%25", "'%3B--", "\\", "%F0%9F%92%B3"]) {
      expect((await get(`/v1/orders?query=${query}`)).status).toBe(200);
    }
  });
});
