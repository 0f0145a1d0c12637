import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { attempts } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { openOrderTools } from "#lib/orders/open-order-tools.ts";
import { settleAttempt } from "#lib/orders/settle-attempt.ts";

let world: World;
let live: string;
let siteUrl: string;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
  siteUrl = `https://${world.alpha.host}`;
});
afterEach(() => world.sandbox.control("production").clearFaults());
afterAll(() => world.stop());

async function authorised(amount = 2500): Promise<string> {
  const order = declinedOrder({ siteUrl, transactionType: "AUTHORIZATION", transaction: { amount } });
  const answer = await world.call("/v1/evaluate", { token: live, json: order });
  expect(answer.body.status).toBe("CAPTUREREQUIRED");
  return String(answer.body.orderId);
}
const capture = (orderId: string, more: Record<string, unknown> = {}, token = live) =>
  world.call("/v1/capture", {
    token,
    json: { idempotencyKey: newGuid(), orderId, amount: 2500, currency: "USD", ...more },
  });
const show = async (id: string) => (await world.call(`/v1/orders/${id}`, { token: live })).body;
const seen = async (orderId: string) => {
  const calls = await world.sandbox.control("production").calls({ path: "/v1/capture" });
  return calls.map(({ body }) => body as Record<string, unknown>).filter((body) => body.orderId === orderId);
};
async function settle(sessionKey: string) {
  const [row] = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.select().from(attempts).where(eq(attempts.flexchargeOrderId, sessionKey)),
  );
  const clock = { now: () => new Date(Date.now() + 60_000) };
  const scope = systemScope("worker", { database: world.database, clock });
  const { merchantId, orderId, number: attempt } = row ?? { merchantId: "", orderId: "", number: 1 };
  return settleAttempt(scope, { merchantId, orderId, attempt }, openOrderTools(scope, world.flexcharge));
}

describe("200", () => {
  test("the whole authorised amount is captured, and both status fields say so", async () => {
    const id = await authorised();
    const answer = await capture(id);
    expect(answer.body).toMatchObject({ success: true, status: "SUCCESS", captureStatus: "SUCCESS" });
    expect(await show(id)).toMatchObject({ status: 7, statusName: "COMPLETED" });
    expect((await capture(id)).body).toMatchObject({
      success: false,
      status: "FAILED",
      captureStatus: "FAILED",
    });
  });

  test("another amount or currency is refused, and FlexCharge is not called", async () => {
    const id = await authorised();
    for (const wrong of [{ amount: 2499 }, { amount: 2501 }, { currency: "EUR" }]) {
      expect((await capture(id, wrong)).body).toMatchObject({ success: false, status: "FAILED" });
    }
    expect(await seen(id)).toHaveLength(0);
    expect((await capture(id)).body.success).toBe(true);
  });

  test("an order that waits for no capture is refused, and FlexCharge is not called", async () => {
    const answer = await world.call("/v1/evaluate", { token: live, json: declinedOrder({ siteUrl }) });
    const id = String(answer.body.orderId);
    expect((await capture(id, { amount: 4599 })).body).toMatchObject({ success: false, status: "FAILED" });
    expect(await seen(id)).toHaveLength(0);
  });

  test("the same key is one capture, however often and however simultaneously it comes", async () => {
    const id = await authorised();
    const idempotencyKey = newGuid();
    const answers = await Promise.all(Array.from({ length: 10 }, () => capture(id, { idempotencyKey })));
    for (const { status, body } of [...answers, await capture(id, { idempotencyKey })]) {
      expect([status, body.status]).toEqual([200, "SUCCESS"]);
    }
    expect(await seen(id)).toHaveLength(1);
  });

  for (const [kind, after] of [
    ["timeout_before", { state: "capture_required", settled: true }],
    ["timeout_after", { state: "approved", settled: true }],
    ["garbage", { state: "approved", settled: true }],
  ] as const) {
    test(`${kind}: not known at first, then what the order at FlexCharge says`, async () => {
      const id = await authorised();
      await world.sandbox.control("production").addFault({ path: "/v1/capture", kind, times: 1, ms: 200 });
      expect((await capture(id)).body).toMatchObject({ success: false, status: "PROCESSING" });
      expect(await show(id)).toMatchObject({ status: 5 });
      expect((await capture(id)).status).toBe(409);
      expect(await settle(id)).toMatchObject({ ok: true, value: after });
      if (after.state === "capture_required") expect((await capture(id)).body.success).toBe(true);
      expect(await show(id)).toMatchObject({ status: 7 });
    });
  }

  test("of twenty parallel captures with keys of their own one reaches FlexCharge", async () => {
    const id = await authorised();
    const answers = await Promise.all(Array.from({ length: 20 }, () => capture(id)));
    expect(answers.filter(({ body }) => body.success)).toHaveLength(1);
    expect(await seen(id)).toHaveLength(1);
  });
});

describe("400, 401, 404, 405, 409", () => {
  test("400 names every field that is missing or wrong, and no other", async () => {
    const empty = await world.call("/v1/capture", { token: live, json: {} });
    expect(empty.status).toBe(400);
    expect(Object.keys(empty.body.errors as object).sort()).toEqual([
      "Amount",
      "Currency",
      "IdempotencyKey",
      "OrderId",
    ]);
    const wrong = await capture(newGuid(), { amount: 12.5, currency: "XYZ1" });
    expect(Object.keys(wrong.body.errors as object).sort()).toEqual(["Amount", "Currency"]);
  });

  test("401 without a bearer, 404 for another merchant's order, 405 for another method", async () => {
    const id = await authorised();
    expect((await capture(id, {}, "")).status).toBe(401);
    expect((await capture(id, {}, await world.bearer(world.beta.keys.production))).status).toBe(404);
    expect((await capture(newGuid())).status).toBe(404);
    expect((await world.call("/v1/capture", { token: live })).status).toBe(405);
  });

  test("409 for a key that was used for another capture", async () => {
    const idempotencyKey = newGuid();
    expect((await capture(await authorised(), { idempotencyKey })).status).toBe(200);
    expect((await capture(await authorised(), { idempotencyKey })).status).toBe(409);
  });
});
