import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { attempts, orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { openTestGateway } from "#db/testing/gateway.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import type { Fault } from "#db/testing/sandbox-control.ts";
import { createFlexchargeClient } from "#lib/flexcharge/client.ts";
import { editSite } from "#lib/sites/edit-site.ts";

const DEADLINE_MS = 1_000;
let world: World;
let live: string;
let siteUrl: string;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
  siteUrl = `https://${world.alpha.host}`;
  const { id: merchantId, siteId } = world.alpha;
  await editSite(world.scope, { merchantId, siteId, evaluateDeadlineMs: DEADLINE_MS });
  await vi.waitFor(() => {
    const site = world.snapshot.merchant(merchantId)?.sites[0];
    expect(site?.evaluateDeadlineMs).toBe(DEADLINE_MS);
  });
});
afterEach(() => world.sandbox.control("production").clearFaults());
afterAll(() => world.stop());

const evaluate = (json: unknown, token = live) => world.call("/v1/evaluate", { token, json });
const breakOnce = (fault: Omit<Fault, "path">, path = "/v1/evaluate") =>
  world.sandbox.control("production").addFault({ path, times: 1, ...fault });
const stored = (externalId: unknown) =>
  inTenant(world.database, EVERY_TENANT, (tx) =>
    tx
      .select({ attempt: attempts, order: orders })
      .from(attempts)
      .innerJoin(orders, and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId)))
      .where(eq(orders.externalId, String(externalId)))
      .orderBy(attempts.number),
  );
const timedOut = {
  status: "DECLINED",
  customProperties: { "switchboard.sent": "true", "switchboard.reason": "UPSTREAM_TIMEOUT" },
};

describe("200, sent without an answer", () => {
  const faults: [string, Omit<Fault, "path">][] = [
    ["never answers", { kind: "timeout_before", ms: 3_000 }],
    ["acts and never answers", { kind: "timeout_after", ms: 3_000 }],
    ["hangs up", { kind: "hangup" }],
    ["is slower than the site's deadline", { kind: "slow", ms: 3_000 }],
    ["answers garbage", { kind: "garbage" }],
    ["answers 500", { kind: "status", status: 500 }],
    ["answers 503", { kind: "status", status: 503 }],
  ];
  for (const [what, fault] of faults) {
    test(`when FlexCharge ${what}, the checkout is told DECLINED in time and nothing is guessed`, async () => {
      await breakOnce(fault);
      const order = declinedOrder({ siteUrl });
      const startedAt = performance.now();
      const answer = await evaluate(order);
      expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS + 500);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject(timedOut);
      const [row, ...more] = await stored(order.orderId);
      expect(more).toEqual([]);
      expect(row?.attempt).toMatchObject({ state: "unknown", sent: true, reason: "UPSTREAM_TIMEOUT" });
      expect(row?.order).toMatchObject({ state: "unknown", reason: "UPSTREAM_TIMEOUT" });
      expect((await evaluate(order)).body).toEqual(answer.body);
    });
  }

  test("an order whose last attempt is unsettled is not sent, however often it comes back", async () => {
    await breakOnce({ kind: "timeout_after", ms: 3_000 });
    const order = declinedOrder({ siteUrl });
    await evaluate(order);
    for (const idempotencyKey of ["again-1", "again-2"]) {
      const again = await evaluate({ ...order, idempotencyKey });
      expect(again.body).toMatchObject({
        status: "DECLINED",
        customProperties: {
          "switchboard.sent": "false",
          "switchboard.reason": "PREVIOUS_ATTEMPT_UNSETTLED",
        },
      });
    }
    const rows = await stored(order.orderId);
    expect(rows.map(({ attempt }) => attempt.state)).toEqual(["unknown", "not_sent", "not_sent"]);
    expect(rows[0]?.order).toMatchObject({ state: "unknown", attemptsCount: 3 });
    expect(await world.upstream("production", order.orderId)).toHaveLength(1);
  });
});

describe("200, not accepted", () => {
  test("when FlexCharge cannot be reached, the order was not sent and may come again", async () => {
    const nobody = createFlexchargeClient({
      baseUrls: { sandbox: "http://127.0.0.1:9", production: "http://localhost:9" },
    });
    const given = { appUrl: world.appUrl, database: world.database, flexcharge: nobody };
    const cut = await openTestGateway(given);
    const order = declinedOrder({ siteUrl });
    const answer = await cut.call("/v1/evaluate", { token: live, json: order });
    expect(answer.body).toMatchObject({
      status: "DECLINED",
      customProperties: { "switchboard.sent": "false", "switchboard.reason": "UPSTREAM_UNAVAILABLE" },
    });
    await cut.stop();
    await nobody.close();
    const again = await evaluate({ ...order, idempotencyKey: "now-it-is-back" });
    expect(again.body.status).toBe("APPROVED");
    const rows = await stored(order.orderId);
    expect(rows.map(({ attempt }) => attempt.state)).toEqual(["not_sent", "approved"]);
  });

  test("refused credentials hold this order and the next ones back until somebody mends them", async () => {
    const other = await world.addMerchant("delta");
    const token = await world.bearer(other.keys.production);
    await breakOnce({ kind: "status", status: 401, times: 2 });
    const first = await evaluate(declinedOrder({ siteUrl: `https://${other.host}` }), token);
    const failing = { "switchboard.sent": "false", "switchboard.reason": "CREDENTIALS_FAILING" };
    expect(first.body).toMatchObject({ status: "DECLINED", customProperties: failing });
    await vi.waitFor(() => {
      expect(world.snapshot.merchant(other.id)?.credentials.production.state).toBe("failing");
    });
    const order = declinedOrder({ siteUrl: `https://${other.host}` });
    expect((await evaluate(order, token)).body).toMatchObject({ customProperties: failing });
    expect(await world.upstream("production", order.orderId)).toHaveLength(0);
    const id = (first.body.customProperties as Record<string, string>)["switchboard.orderId"];
    const decision = await world.call(`/v1/orders/${id}/decision`, { token });
    expect(decision.body).toMatchObject({ sent: false, reason: "CREDENTIALS_FAILING", target: null });
  });

  test("429 and 409 are what they are: not accepted, and not known", async () => {
    await breakOnce({ kind: "status", status: 429 });
    expect((await evaluate(declinedOrder({ siteUrl }))).body).toMatchObject({
      customProperties: { "switchboard.reason": "UPSTREAM_UNAVAILABLE" },
    });
    await breakOnce({ kind: "status", status: 409 });
    expect((await evaluate(declinedOrder({ siteUrl }))).body).toMatchObject(timedOut);
  });
});
