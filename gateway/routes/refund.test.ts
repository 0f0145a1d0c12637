import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { orders } from "#db/schema/orders.ts";
import { refunds } from "#db/schema/refunds.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { openTestGateway } from "#db/testing/gateway.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { createFlexchargeClient } from "#lib/flexcharge/client.ts";

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

async function approved(amount = 4599, currency = "USD", given = {}): Promise<string> {
  const order = declinedOrder({ siteUrl, transaction: { amount, currency }, ...given });
  const answer = await world.call("/v1/evaluate", { token: live, json: order });
  expect(answer.body.status).toBe("APPROVED");
  return String(answer.body.orderSessionKey);
}
const refund = (id: string, amountToRefund: unknown, more: Record<string, unknown> = {}, token = live) =>
  world.call(`/v1/orders/${id}/refund`, { token, json: { amountToRefund, ...more } });
const show = async (id: string) => (await world.call(`/v1/orders/${id}`, { token: live })).body;
const upstreamCalls = async (id: string) =>
  (await world.sandbox.control("production").calls({ path: `/v1/orders/${id}/refund` })).length;
const rowsOf = (id: string) =>
  inTenant(world.database, EVERY_TENANT, (tx) =>
    tx
      .select({ refund: refunds })
      .from(refunds)
      .innerJoin(orders, and(eq(orders.merchantId, refunds.merchantId), eq(orders.id, refunds.orderId)))
      .where(eq(orders.flexchargeOrderId, id))
      .orderBy(refunds.requestedAt, refunds.id),
  ).then((rows) => rows.map((row) => row.refund));
const fault = (kind: "timeout_before" | "timeout_after" | "hangup" | "garbage" | "status", status?: number) =>
  world.sandbox.control("production").addFault({
    path: "/v1/orders/",
    kind,
    times: 1,
    ms: 300,
    ...(status ? { status } : {}),
  });

const failed2001 = (asked: string, most: string) => {
  const message = `Amount to refund (${asked}) is greater than maximum refund amount in (${most}))`;
  return {
    success: false,
    status: "FAILED",
    responseCode: "2001",
    responseMessage: message,
    transactionId: null,
    errors: [{ item1: message, item2: "2001", item3: "2001", item4: true }],
  };
};

describe("200", () => {
  test("a partial refund, the rest, and the order is returned", async () => {
    const id = await approved(1999);
    const first = await refund(id, 5.25);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      success: true,
      status: "SUCCESS",
      responseMessage: "APPROVED",
      customProperties: { "switchboard.refundState": "confirmed" },
    });
    expect(await show(id)).toMatchObject({ status: 7, amountRefunded: 525 });
    expect((await refund(id, "14.74")).body).toMatchObject({ success: true });
    expect(await show(id)).toMatchObject({ status: 6, statusName: "RETURNED", amountRefunded: 1999 });
    const listed = await world.call(`/v1/orders?status=6&query=${id}`, { token: live });
    expect((listed.body.orders as { rows: unknown[] }).rows).toHaveLength(1);
    const other = await world.call(`/v1/orders?status=7&query=${id}`, { token: live });
    expect((other.body.orders as { rows: unknown[] }).rows).toHaveLength(0);
    const seen = await world.sandbox.control("production").calls({ path: `/v1/orders/${id}/refund` });
    expect(seen.map(({ body }) => (body as { amountToRefund: number }).amountToRefund)).toEqual([
      5.25, 14.74,
    ]);
    const facts = await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx.select().from(ledgerEvents).where(eq(ledgerEvents.type, "refund")),
    );
    expect(facts.map(({ amountMinor }) => amountMinor).sort((a, b) => a - b)).toEqual([525, 1474]);
  });

  test("no cent is lost on the way from decimal to minor units", async () => {
    for (const [amount, decimal] of [
      [1999, 19.99],
      [113, 1.13],
      [829, 8.29],
      [10007, 100.07],
      [29, 0.29],
    ] as const) {
      const id = await approved(amount);
      expect((await refund(id, decimal)).body.success).toBe(true);
      expect((await show(id)).amountRefunded).toBe(amount);
    }
  });

  test("yen have no decimals, dinars have three", async () => {
    const yen = await approved(1500, "JPY");
    expect((await refund(yen, 1500)).body.success).toBe(true);
    expect((await show(yen)).amountRefunded).toBe(1500);
    const dinar = await approved(1234, "KWD");
    expect((await refund(dinar, 1.234)).body.success).toBe(true);
    expect((await show(dinar)).amountRefunded).toBe(1234);
  });

  test("more than what is left is refused in FlexCharge's own words, and FlexCharge is not called", async () => {
    const id = await approved(2000);
    await refund(id, 15);
    expect((await refund(id, 5.01)).body).toMatchObject(failed2001("5.01", "5.00"));
    await refund(id, 5);
    expect((await refund(id, 1)).body).toMatchObject(failed2001("1.00", "0.00"));
    expect(await upstreamCalls(id)).toBe(2);
  });

  test("an order that was not approved has nothing to refund, and FlexCharge is not called", async () => {
    const order = declinedOrder({ siteUrl, payer: { phone: "1" } });
    const answer = await world.call("/v1/evaluate", { token: live, json: order });
    const id = String(answer.body.orderSessionKey);
    expect((await refund(id, 1)).body).toMatchObject(failed2001("1.00", "0.00"));
    expect(await upstreamCalls(id)).toBe(0);
  });

  test("a lower limit of FlexCharge's own is passed on, and the amount may be refunded later", async () => {
    const { mids } = world.alpha;
    const control = world.sandbox.control("production");
    const id = await approved(1000);
    await control.updateMerchant(mids.production, { partialRefundLimit: 0.6 });
    expect((await refund(id, 7)).body).toMatchObject(failed2001("7.00", "6.00"));
    expect((await show(id)).amountRefunded).toBe(0);
    await control.updateMerchant(mids.production, { partialRefundLimit: null });
    expect((await refund(id, 7.5)).body.success).toBe(true);
  });

  test("an equal refund that FlexCharge answers with the first one's stays unconfirmed and holds its amount", async () => {
    const id = await approved(1000);
    await refund(id, 3);
    const again = await refund(id, 3);
    expect(again.body).toMatchObject({ customProperties: { "switchboard.refundState": "unconfirmed" } });
    const rows = await rowsOf(id);
    expect(rows.map(({ state, cause }) => [state, cause])).toEqual([
      ["confirmed", null],
      ["unconfirmed", "REPEATED_TRANSACTION"],
    ]);
    expect(await show(id)).toMatchObject({ amountRefunded: 300 });
    expect((await refund(id, 4.01)).body).toMatchObject(failed2001("4.01", "4.00"));
  });

  for (const [what, kind] of [
    ["never hears of it", "timeout_before"],
    ["pays and never answers", "timeout_after"],
    ["hangs up", "hangup"],
    ["answers garbage", "garbage"],
    ["answers 500", "status"],
  ] as const) {
    test(`when FlexCharge ${what}, nothing is guessed and the amount is held`, async () => {
      const id = await approved(1000);
      await fault(kind, kind === "status" ? 500 : undefined);
      const answer = await refund(id, 6);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        success: false,
        status: "PROCESSING",
        customProperties: { "switchboard.refundState": "unconfirmed" },
      });
      expect((await refund(id, 4.5)).body).toMatchObject(failed2001("4.50", "4.00"));
      expect((await rowsOf(id)).map(({ state }) => state)).toEqual(["unconfirmed"]);
    });
  }

  test("of fifty parallel refunds as many are paid as the order has money for", async () => {
    const id = await approved(10_000);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => refund(id, (300 + index) / 100)),
    );
    const rows = await rowsOf(id);
    const held = rows.filter(({ state }) => state !== "failed");
    const sum = held.reduce((total, { amountMinor }) => total + amountMinor, 0);
    expect(sum).toBeLessThanOrEqual(10_000);
    expect(answers.filter(({ body }) => body.success).length).toBe(held.length);
    expect(held.length).toBeGreaterThan(25);
    const refused = answers.filter(({ body }) => body.responseCode === "2001");
    expect(refused.length + held.length).toBe(50);
    expect((await show(id)).amountRefunded).toBe(sum);
    const upstream = await world.sandbox.control("production").calls({ path: `/v1/orders/${id}/refund` });
    expect(upstream).toHaveLength(held.length);
  });

  test("the same key is one refund, however often and however simultaneously it comes", async () => {
    const id = await approved(1000);
    const headers = { "idempotency-key": "refund-1" };
    const send = () =>
      world.call(`/v1/orders/${id}/refund`, { token: live, json: { amountToRefund: 2 }, headers });
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    const first = answers[0]?.body.transactionId;
    expect(first).toBeTruthy();
    for (const { body } of [...answers, await send()]) expect(body.transactionId).toBe(first);
    expect(await upstreamCalls(id)).toBe(1);
    expect((await show(id)).amountRefunded).toBe(200);
  });
});

describe("400", () => {
  const wrong: [string, unknown][] = [
    ["is missing", undefined],
    ["is null", null],
    ["is zero", 0],
    ["is negative", -1],
    ["has more decimals than the currency", 1.999],
    ["is no number", "ten"],
    ["is empty", ""],
    ["is an object", {}],
    ["is beyond all money", 1e21],
  ];
  for (const [what, amount] of wrong) {
    test(`when the amount ${what}`, async () => {
      const id = await approved(1000);
      const answer = await refund(id, amount);
      expect(answer.status).toBe(400);
      expect(Object.keys(answer.body.errors as object)).toEqual(["AmountToRefund"]);
      expect(await upstreamCalls(id)).toBe(0);
    });
  }

  test("when the amount is written with an exponent, or longer than any float", async () => {
    const id = await approved(1000);
    for (const text of ["1e400", "1.0000000000000000001", "99999999999999999999"]) {
      const init = { token: live, method: "POST", body: `{"amountToRefund": ${text}}` };
      expect((await world.call(`/v1/orders/${id}/refund`, init)).status, text).toBe(400);
    }
    const yen = await approved(1500, "JPY");
    expect((await refund(yen, 10.5)).status).toBe(400);
  });

  test("when the body is not JSON, or names a merchant that the key does not reach", async () => {
    const id = await approved(1000);
    const init = { token: live, method: "POST", body: "{" };
    expect((await world.call(`/v1/orders/${id}/refund`, init)).status).toBe(400);
    expect((await refund(id, 1, { mid: world.beta.mids.production })).status).toBe(400);
  });
});

describe("401, 404, 405, 409, 413, 422", () => {
  test("401 without a bearer; 404 for an order that is unknown, another merchant's or another environment's", async () => {
    const id = await approved(1000);
    expect((await refund(id, 1, {}, "")).status).toBe(401);
    expect((await refund("00000000-0000-4000-8000-000000000000", 1)).status).toBe(404);
    expect((await refund(id, 1, {}, await world.bearer(world.beta.keys.production))).status).toBe(404);
    expect((await refund(id, 1, {}, await world.bearer(world.alpha.keys.sandbox))).status).toBe(404);
    expect((await refund(id, 1, {}, await world.bearer(world.partnerKeys.production))).body.success).toBe(
      true,
    );
  });

  test("409 for a key that was used with another amount", async () => {
    const id = await approved(1000);
    expect((await refund(id, 2, { idempotencyKey: "k-9" })).status).toBe(200);
    const other = await refund(id, 3, { idempotencyKey: "k-9" });
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ status: 409 });
  });

  test("405 for another method, 413 for a body that is too large, 422 for a card number in the message", async () => {
    const id = await approved(1000);
    expect((await world.call(`/v1/orders/${id}/refund`, { token: live })).status).toBe(405);
    expect((await refund(id, 1, { refundMessage: "x".repeat(70_000) })).status).toBe(413);
    const card = await refund(id, 1, { refundMessage: "card 4111 1111 1111 1111" });
    expect(card.status).toBe(422);
    expect(card.text).not.toContain("4111");
  });
});

describe("503", () => {
  test("when FlexCharge cannot be reached nothing is held, and the same key may come again", async () => {
    const id = await approved(1000);
    const nobody = createFlexchargeClient({
      baseUrls: { sandbox: "http://127.0.0.1:9", production: "http://localhost:9" },
    });
    const cut = await openTestGateway({ appUrl: world.appUrl, database: world.database, flexcharge: nobody });
    const json = { amountToRefund: 10, idempotencyKey: "cut-1" };
    const answer = await cut.call(`/v1/orders/${id}/refund`, { token: live, json });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBeTruthy();
    await cut.stop();
    await nobody.close();
    expect((await refund(id, 10, { idempotencyKey: "cut-1" })).body.success).toBe(true);
  });
});
