import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { attempts } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { systemScope } from "#lib/access/open-scope.ts";
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

const post = (path: string, token = live, init: Record<string, unknown> = {}) =>
  world.call(path, { token, method: "POST", ...init });
const show = async (id: string) => (await world.call(`/v1/orders/${id}`, { token: live })).body;
async function submitted(body = declinedRebill({ siteUrl })) {
  const answer = await world.call("/v1/evaluate", { token: live, json: body });
  expect(answer.body.status).toBe("SUBMITTED");
  return { id: String(answer.body.orderSessionKey), externalId: String(body.orderId) };
}

describe("200", () => {
  test("a rebill in work is cancelled with or without a body; the answer is {} and nothing else, also again", async () => {
    for (const init of [{}, { body: "" }, { json: {} }, { json: { idempotencyKey: "c-1" } }]) {
      const { id } = await submitted();
      for (let round = 1; round <= 3; round += 1) {
        const answer = await post(`/v1/orders/${id}/cancel`, live, init);
        expect([answer.status, answer.text]).toEqual([200, "{}"]);
      }
      expect(await show(id)).toMatchObject({ status: 2, statusName: "CANCELLED" });
      const calls = await world.sandbox.control("production").calls({ path: `/v1/orders/${id}/cancel` });
      expect(calls).toHaveLength(1);
    }
  });

  test("by the checkout's own id, and with a partner-wide key where only one merchant calls an order so", async () => {
    const { id, externalId } = await submitted();
    const partner = await world.bearer(world.partnerKeys.production);
    const answer = await post(`/v1/orders/${encodeURIComponent(externalId)}/external-cancel`, partner);
    expect([answer.status, answer.text]).toEqual([200, "{}"]);
    expect(await show(id)).toMatchObject({ status: 2 });
  });

  test("an authorised order is cancelled; twenty at once are one cancel", async () => {
    const body = declinedOrder({ siteUrl, transactionType: "AUTHORIZATION" });
    const answer = await world.call("/v1/evaluate", { token: live, json: body });
    const id = String(answer.body.orderSessionKey);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(`/v1/orders/${id}/cancel`)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(["200 {}"]));
    expect(await show(id)).toMatchObject({ status: 2 });
  });

  test("an evaluate that was never answered is cancelled by the checkout's own id", async () => {
    const body = declinedOrder({ siteUrl, transactionType: "AUTHORIZATION" });
    const fault = { path: "/v1/evaluate", kind: "timeout_after" as const, times: 1, ms: 150 };
    await world.sandbox.control("production").addFault(fault);
    const answer = await world.call("/v1/evaluate", { token: live, json: body });
    expect(answer.body.status).toBe("DECLINED");
    const cancelled = await post(`/v1/orders/${body.orderId}/external-cancel`);
    expect([cancelled.status, cancelled.text]).toEqual([200, "{}"]);
    expect(await show(String(answer.body.orderSessionKey))).toMatchObject({ statusName: "CANCELLED" });
  });
});

describe("400", () => {
  test("an order that is paid or declined cannot be cancelled, and FlexCharge is not called", async () => {
    for (const phone of ["998888", "1"]) {
      const body = declinedOrder({ siteUrl, payer: { phone } });
      const answer = await world.call("/v1/evaluate", { token: live, json: body });
      const id = String(answer.body.orderSessionKey);
      const refused = await post(`/v1/orders/${id}/cancel`);
      expect(refused.status).toBe(400);
      expect(Object.keys(refused.body.errors as object)).toEqual(["Status"]);
      const calls = await world.sandbox.control("production").calls({ path: `/v1/orders/${id}/cancel` });
      expect(calls).toHaveLength(0);
    }
  });

  test("an id that two merchants use needs `mid` with a partner-wide key", async () => {
    const partner = await world.bearer(world.partnerKeys.production);
    const mine = await submitted();
    const theirs = declinedOrder({ siteUrl: `https://${world.beta.host}`, orderId: mine.externalId });
    const beta = await world.bearer(world.beta.keys.production);
    await world.call("/v1/evaluate", { token: beta, json: theirs });
    const path = `/v1/orders/${mine.externalId}/external-cancel`;
    const refused = await post(path, partner);
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body)).toContain("Mid");
    expect(await show(mine.id)).toMatchObject({ status: 4 });
    const named = await post(`${path}?mid=${world.alpha.mids.production}`, partner);
    expect([named.status, named.text]).toEqual([200, "{}"]);
    expect((await post(`${path}?mid=nobody`, partner)).status).toBe(400);
  });

  test("a body that is not JSON", async () => {
    const { id } = await submitted();
    expect((await post(`/v1/orders/${id}/cancel`, live, { body: "{" })).status).toBe(400);
  });
});

describe("401, 404, 405, 422", () => {
  test("without a bearer, another merchant's order, another method, a card number", async () => {
    const { id, externalId } = await submitted();
    const beta = await world.bearer(world.beta.keys.production);
    expect((await post(`/v1/orders/${id}/cancel`, "")).status).toBe(401);
    expect((await post(`/v1/orders/${id}/cancel`, beta)).status).toBe(404);
    expect((await post(`/v1/orders/${externalId}/external-cancel`, beta)).status).toBe(404);
    expect((await post("/v1/orders/never-heard-of/external-cancel")).status).toBe(404);
    expect((await world.call(`/v1/orders/${id}/cancel`, { token: live })).status).toBe(405);
    const card = await post(`/v1/orders/${id}/cancel`, live, { json: { note: "4111111111111111" } });
    expect(card.status).toBe(422);
    expect(await show(id)).toMatchObject({ status: 4 });
  });
});

describe("503", () => {
  for (const kind of ["timeout_before", "timeout_after", "hangup", "garbage"] as const) {
    test(`${kind}: the wish stands, may be repeated, and is carried out by settlement`, async () => {
      const { id } = await submitted();
      const fault = { path: "/v1/orders/", kind, times: 1, ms: 150 };
      await world.sandbox.control("production").addFault(fault);
      const answer = await post(`/v1/orders/${id}/cancel`);
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBeTruthy();
      const [row] = await inTenant(world.database, EVERY_TENANT, (tx) =>
        tx.select().from(attempts).where(eq(attempts.flexchargeOrderId, id)),
      );
      expect(row?.pending).toBe("cancel");
      const scope = systemScope("worker", { database: world.database });
      const place = { merchantId: row?.merchantId ?? "", orderId: row?.orderId ?? "", attempt: 1 };
      const settled = await settleAttempt(scope, place, openOrderTools(scope, world.flexcharge));
      expect(settled).toMatchObject({ ok: true, value: { settled: true, state: "cancelled" } });
      expect((await post(`/v1/orders/${id}/cancel`)).text).toBe("{}");
    });
  }
});
