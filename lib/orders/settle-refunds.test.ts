import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { orderEvents, orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { openOrderTools } from "./open-order-tools.ts";
import { listUnsettled } from "./queries/list-unsettled.ts";
import { listRefunds } from "./queries.ts";
import { refundOrder } from "./refund-order.ts";
import { moneyOf } from "./rules.ts";
import { settleRefunds } from "./settle-refunds.ts";

let world: World;
let live: string;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
});
afterEach(() => world.sandbox.control("production").clearFaults());
afterAll(() => world.stop());

const tools = () => openOrderTools(world.scope, world.flexcharge);
const worker = (ms = 60_000) =>
  systemScope("worker", { database: world.database, clock: { now: () => new Date(Date.now() + ms) } });
const finance = () =>
  userScope(
    { id: "usr_f", name: "Dana", role: "finance", merchantId: "partner" },
    { database: world.database },
  );

async function approved(amount = 1000) {
  const order = declinedOrder({ siteUrl: `https://${world.alpha.host}`, transaction: { amount } });
  const answer = await world.call("/v1/evaluate", { token: live, json: order });
  const flexchargeOrderId = String(answer.body.orderSessionKey);
  const row = await orderRow(flexchargeOrderId);
  return {
    place: { merchantId: row.merchantId, orderId: row.id },
    flexchargeOrderId,
    externalId: row.externalId,
  };
}
async function orderRow(flexchargeOrderId: string) {
  const [row] = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.select().from(orders).where(eq(orders.flexchargeOrderId, flexchargeOrderId)),
  );
  if (!row) throw new Error("no order");
  return row;
}
const refund = (place: { merchantId: string; orderId: string }, amountMinor: number, more = {}) =>
  refundOrder(finance(), { ...place, amountMinor, reason: "customer asked", ...more }, tools());
const breakOnce = (kind: "timeout_before" | "timeout_after") =>
  world.sandbox.control("production").addFault({ path: "/v1/orders/", kind, times: 1, ms: 150 });
const ledgered = async (externalId: string) => {
  const rows = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.select().from(ledgerEvents).where(eq(ledgerEvents.orderId, externalId)),
  );
  return rows.filter(({ type }) => type === "refund").map(({ amountMinor }) => amountMinor);
};
const standing = async ({ merchantId, orderId }: { merchantId: string; orderId: string }) =>
  (await listRefunds(world.scope, merchantId, orderId)).map(({ state, cause }) => [state, cause]);

describe("a refund without a certain answer", () => {
  test("that FlexCharge paid is confirmed, once, in order, ledger and history", async () => {
    const { place, flexchargeOrderId, externalId } = await approved();
    await breakOnce("timeout_after");
    expect(await refund(place, 600)).toMatchObject({
      ok: true,
      value: { state: "unconfirmed", remainingMinor: 400 },
    });
    expect(await ledgered(externalId)).toEqual([]);
    const open = await listUnsettled(world.scope, { environment: "production" });
    expect(open.find(({ orderId }) => orderId === place.orderId)).toMatchObject({
      what: "refund",
      amountMinor: 600,
    });
    const settled = await Promise.all([
      settleRefunds(worker(), place, tools()),
      settleRefunds(worker(), place, tools()),
    ]);
    expect(settled.map((each) => each.value.settled).sort()).toEqual([0, 1]);
    expect(await standing(place)).toEqual([["confirmed", "hangup"]]);
    expect(await ledgered(externalId)).toEqual([600]);
    expect((await orderRow(flexchargeOrderId)).refundedMinor).toBe(600);
    expect(await refund(place, 400)).toMatchObject({
      ok: true,
      value: { state: "confirmed", remainingMinor: 0 },
    });
  });

  test("that FlexCharge never got has failed, and its amount may be refunded again", async () => {
    const { place, externalId } = await approved();
    await breakOnce("timeout_before");
    await refund(place, 600);
    expect(await refund(place, 500)).toEqual({ ok: false, reason: "ABOVE_REMAINING", remainingMinor: 400 });
    expect((await settleRefunds(worker(5_000), place, tools())).value).toEqual({ settled: 0, open: 1 });
    expect((await settleRefunds(worker(), place, tools())).value).toEqual({ settled: 1, open: 0 });
    expect(await standing(place)).toEqual([["failed", "NOT_PAID_THERE"]]);
    expect(await refund(place, 1000)).toMatchObject({ ok: true, value: { state: "confirmed" } });
    expect(await ledgered(externalId)).toEqual([1000]);
  });

  test("that FlexCharge answered with an earlier one's answer was not paid again", async () => {
    const { place } = await approved();
    await refund(place, 300);
    expect(await refund(place, 300)).toMatchObject({ ok: true, value: { state: "unconfirmed" } });
    await settleRefunds(worker(), place, tools());
    expect(await standing(place)).toEqual([
      ["confirmed", null],
      ["failed", "NOT_PAID_THERE"],
    ]);
  });

  test("of a program that died in the middle is found by the job's list and settled", async () => {
    const { place } = await approved();
    const dead = {
      ...tools(),
      flexcharge: { ...world.flexcharge, refund: () => Promise.reject(new Error("killed")) },
    };
    await expect(
      refundOrder(finance(), { ...place, amountMinor: 250, idempotencyKey: "dead" }, dead),
    ).rejects.toThrow();
    expect(await standing(place)).toEqual([["requested", null]]);
    const repeated = await refundOrder(
      worker(),
      { ...place, amountMinor: 250, idempotencyKey: "dead" },
      tools(),
    );
    expect(repeated).toMatchObject({ ok: true, value: { state: "unconfirmed" } });
    expect((await settleRefunds(worker(), place, tools())).value.settled).toBe(1);
    expect(await standing(place)).toEqual([["failed", "NOT_PAID_THERE"]]);
  });

  test("nothing is settled while FlexCharge cannot be asked", async () => {
    const { place } = await approved();
    await breakOnce("timeout_after");
    await refund(place, 100);
    await world.sandbox
      .control("production")
      .addFault({ path: "/v1/orders/", kind: "status", status: 500, times: 1 });
    expect((await settleRefunds(worker(), place, tools())).value).toEqual({ settled: 0, open: 1 });
  });
});

describe("a refund by a person", () => {
  test("has its history and exactly one audit entry, with the reason", async () => {
    const { place } = await approved();
    await refund(place, 250);
    const events = await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx.select().from(orderEvents).where(eq(orderEvents.orderId, place.orderId)).orderBy(orderEvents.id),
    );
    expect(events.map(({ type }) => type).slice(-2)).toEqual(["refund.requested", "refund.settled"]);
    const audit = await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx.select().from(auditEntries).where(eq(auditEntries.subject, place.orderId)),
    );
    expect(audit).toHaveLength(1);
    expect(audit[0]).toMatchObject({ action: "order.refund", reason: "customer asked", actorName: "Dana" });
  });

  test("in another currency than the order's is refused", async () => {
    const { place } = await approved();
    expect(await refund(place, 100, { currency: "eur" })).toEqual({
      ok: false,
      reason: "WRONG_CURRENCY",
      currency: "USD",
    });
  });

  test("the order's money adds up from its refunds", async () => {
    const { place, flexchargeOrderId } = await approved();
    await refund(place, 250);
    await breakOnce("timeout_after");
    await refund(place, 150);
    const refunds = await listRefunds(world.scope, place.merchantId, place.orderId);
    expect(moneyOf(await orderRow(flexchargeOrderId), refunds)).toEqual({
      approvedMinor: 1000,
      refundedMinor: 250,
      openMinor: 150,
      remainingMinor: 600,
    });
  });
});
