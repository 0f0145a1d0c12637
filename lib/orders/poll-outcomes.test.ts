import { and, eq, isNotNull } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { refunds } from "#db/schema/refunds.ts";
import { webhookEvents } from "#db/schema/webhooks.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { pollingJob } from "./jobs.ts";
import { openOrderTools } from "./open-order-tools.ts";
import { recordOutcome } from "./record-outcome.ts";
import { schedulePoll } from "./schedule-poll.ts";
import { schedulePolls } from "./schedule-polls.ts";

const DAY_MS = 24 * 3_600_000;

let world: World;
let bearers: Map<string, string>;

beforeAll(async () => {
  world = await createWorld();
  bearers = new Map();
  for (const merchant of [world.alpha]) {
    bearers.set(merchant.id, await world.bearer(merchant.keys.production));
  }
  await control().webhooks("drop");
});
afterEach(async () => {
  await control().clearFaults();
  await control().clock({ now: new Date().toISOString() });
});
afterAll(() => world.stop());

const control = () => world.sandbox.control("production");
/** A worker whose clock runs so much ahead. */
const worker = (ms = 0) =>
  systemScope("worker", { database: world.database, clock: { now: () => new Date(Date.now() + ms) } });
const poll = (ms: number) => pollingJob((scope) => openOrderTools(scope, world.flexcharge)).run(worker(ms));

/** A rebill in work; its cents decide how it ends there. */
const submitted = (cents: string) =>
  answered(declinedRebill({ transaction: { amount: Number(`70${cents}`) } }), "SUBMITTED");
async function answered(body: Record<string, unknown>, status: string) {
  const merchant = world.alpha;
  const json: Record<string, unknown> = { ...body, siteUrl: `https://${merchant.host}` };
  const answer = await world.call("/v1/evaluate", { token: bearers.get(merchant.id) ?? "", json });
  expect(answer.body).toMatchObject({ status });
  const [order] = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx
      .select()
      .from(orders)
      .where(eq(orders.externalId, String(json.orderId))),
  );
  if (!order) throw new Error("no order");
  return { merchantId: order.merchantId, orderId: order.id };
}
const read = (place: { orderId: string }) =>
  inTenant(world.database, EVERY_TENANT, async (tx) => {
    const [order] = await tx.select().from(orders).where(eq(orders.id, place.orderId));
    const [attempt] = await tx.select().from(attempts).where(eq(attempts.orderId, place.orderId));
    const happened = await tx
      .select()
      .from(orderEvents)
      .where(eq(orderEvents.orderId, place.orderId))
      .orderBy(orderEvents.id);
    const facts = await tx
      .select()
      .from(ledgerEvents)
      .where(and(eq(ledgerEvents.orderId, order?.externalId ?? ""), eq(ledgerEvents.type, "outcome")));
    const told = await tx.select().from(webhookEvents).where(eq(webhookEvents.orderId, place.orderId));
    if (!order || !attempt) throw new Error("no order");
    return { order, attempt, types: happened.map(({ type }) => type), facts, told };
  });
const dueOnly = (place: { orderId: string }) =>
  inTenant(world.database, EVERY_TENANT, async (tx) => {
    const later = new Date(Date.now() + 1_000 * DAY_MS);
    await tx.update(attempts).set({ pollAt: later }).where(isNotNull(attempts.pollAt));
    const now = new Date(Date.now() - 1_000);
    await tx.update(attempts).set({ pollAt: now }).where(eq(attempts.orderId, place.orderId));
  });

describe("a rebill in work", () => {
  test("whose notice was lost is approved by asking, and counts as a webhook gap", async () => {
    const place = await submitted("02");
    const begun = await read(place);
    expect(begun.attempt.endedBy).toBeNull();
    const firstMs = (begun.attempt.pollAt?.getTime() ?? 0) - Date.now();
    expect(firstMs).toBeGreaterThan(7 * 60_000);
    expect(firstMs).toBeLessThanOrEqual(10 * 60_000);
    expect(await poll(0)).toBe(0);
    // In work there: asked again, later than before.
    expect(await poll(11 * 60_000)).toBe(0);
    const asked = await read(place);
    expect(asked.attempt.pollTries).toBe(1);
    await control().clock({ advance: "P2DT1M" });
    expect(await poll(2 * DAY_MS)).toBe(1);
    const { order, attempt, types, facts, told } = await read(place);
    expect(order.state).toBe("approved");
    expect(attempt).toMatchObject({ state: "approved", endedBy: "poll", noticeAt: null, pollAt: null });
    expect(types.slice(-1)).toEqual(["outcome.recorded"]);
    expect(facts.map(({ state, source }) => [state, source])).toEqual([
      ["submitted", "gateway"],
      ["approved", "poll"],
    ]);
    expect(told.map(({ event, source }) => [event, source])).toEqual([["order.completed", "poll"]]);
    expect(await poll(40 * DAY_MS)).toBe(0);
  });

  test("the notice that comes after all closes the gap and tells the merchant nothing twice", async () => {
    const place = await submitted("01");
    await control().clock({ advance: "P1DT1M" });
    await dueOnly(place);
    expect(await poll(0)).toBe(1);
    const { attempt } = await read(place);
    const heard = {
      event: "completed" as const,
      at: new Date(),
      source: "notice" as const,
      flexchargeOrderId: attempt.flexchargeOrderId,
      body: "{}",
    };
    const record = () =>
      inScope(worker(), (tx) => recordOutcome(tx, worker(), { ...place, attempt: 1 }, heard));
    expect(await record()).toEqual({ kind: "same", state: "approved" });
    expect(await record()).toEqual({ kind: "same", state: "approved" });
    const after = await read(place);
    expect(after.attempt.endedBy).toBe("poll");
    expect(after.attempt.noticeAt).not.toBeNull();
    expect(after.told).toHaveLength(1);
    expect(after.facts).toHaveLength(2);
  });

  test("that FlexCharge ended at its expiry is expired, and a late approval is flagged and changes nothing", async () => {
    const place = await submitted("99");
    await control().clock({ advance: "P22D" });
    await dueOnly(place);
    expect(await poll(0)).toBe(1);
    const expired = await read(place);
    expect(expired.order.state).toBe("expired");
    expect(expired.told.map(({ event }) => event)).toEqual(["order.expired"]);
    const heard = { at: new Date(), source: "notice" as const, flexchargeOrderId: null };
    const record = (event: "completed" | "submitted") =>
      inScope(worker(), (tx) =>
        recordOutcome(tx, worker(), { ...place, attempt: 1 }, { ...heard, event, body: "{}" }),
      );
    expect(await record("completed")).toEqual({ kind: "ignored", state: "expired" });
    expect(await record("completed")).toEqual({ kind: "ignored", state: "expired" });
    const after = await read(place);
    expect(after.order.flags).toEqual(["SECOND_RESULT"]);
    expect(after.types.filter((type) => type === "result.ignored")).toHaveLength(1);
    expect(after.told).toHaveLength(1);
  });

  test("is not lost by our clock: while nobody answers it stays open until a day after its expiry", async () => {
    const place = await submitted("50");
    await dueOnly(place);
    const expiry = (await read(place)).order.expiresAt?.getTime() ?? 0;
    const ahead = expiry - Date.now();
    await control().addFault({ path: "/v1/orders", kind: "status", status: 503 });
    expect(await poll(ahead + 60_000)).toBe(0);
    const open = await read(place);
    expect(open.order.state).toBe("submitted");
    expect((open.attempt.pollAt?.getTime() ?? 0) - expiry).toBeLessThan(2 * 3_600_000);
    await dueOnly(place);
    expect(await poll(ahead + DAY_MS - 60_000)).toBe(0);
    await dueOnly(place);
    expect(await poll(ahead + DAY_MS + 60_000)).toBe(1);
    const over = await read(place);
    expect(over.order.state).toBe("expired");
    // Nobody there ended it, so no webhook is missing.
    expect(over.attempt.endedBy).toBe("settlement");
    expect(over.facts.at(-1)?.at.getTime()).toBe(expiry);
  });

  test("of a merchant whose credentials are refused waits longer each time, and nothing loops", async () => {
    const place = await submitted("50");
    await dueOnly(place);
    await control().addFault({ path: "/v1/orders", kind: "status", status: 401 });
    const tools = openOrderTools(worker(), world.flexcharge);
    const refused: number[] = [];
    const job = pollingJob(() => ({
      ...tools,
      onCredentialsRefused: async (_session, status) => void refused.push(status),
    }));
    const before = (await control().calls({ path: "/v1/orders" })).length;
    await job.run(worker());
    await job.run(worker());
    await job.run(worker());
    expect(refused).toEqual([401]);
    expect((await control().calls({ path: "/v1/orders" })).length - before).toBe(2);
    const { attempt, order } = await read(place);
    expect(order.state).toBe("submitted");
    expect((attempt.pollAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(5 * 60_000);
  });

  test("many of one account are asked about with one list, and each alone only once it has ended", async () => {
    const places = await Promise.all(Array.from({ length: 12 }, () => submitted("03")));
    const later = [...places];
    await inTenant(world.database, EVERY_TENANT, async (tx) => {
      await tx.update(attempts).set({ pollAt: null }).where(isNotNull(attempts.pollAt));
      for (const { orderId } of later)
        await tx.update(attempts).set({ pollAt: new Date() }).where(eq(attempts.orderId, orderId));
    });
    const calls = async () => (await control().calls({ path: "/v1/orders" })).map(({ path }) => path);
    const before = (await calls()).length;
    expect(await poll(1_000)).toBe(0);
    expect((await calls()).slice(before)).toHaveLength(1);
    await control().clock({ advance: "P3DT1M" });
    expect(await poll(3 * DAY_MS)).toBe(12);
    expect((await calls()).slice(before)).toHaveLength(1 + 1 + 12);
  });

  test("that nobody asks for is found, and declined when FlexCharge says so", async () => {
    const place = await submitted("20");
    await inTenant(world.database, EVERY_TENANT, (tx) => tx.update(attempts).set({ pollAt: null }));
    expect(await schedulePolls(worker())).toBeGreaterThanOrEqual(1);
    const { attempt } = await read(place);
    expect(attempt.pollAt).not.toBeNull();
    await control().driveOrder(attempt.flexchargeOrderId ?? "", "decline");
    await dueOnly(place);
    expect(await poll(0)).toBe(1);
    expect((await read(place)).order.state).toBe("declined");
  });
});

describe("an order that was approved in its answer", () => {
  const approved = () => answered(declinedOrder(), "APPROVED");
  const notice = (place: { merchantId: string; orderId: string }) =>
    inScope(worker(), (tx) =>
      recordOutcome(
        tx,
        worker(),
        { ...place, attempt: 1 },
        {
          ...{ event: "completed", at: new Date(), source: "notice", flexchargeOrderId: null },
          body: '{"Event":"order.completed"}',
        },
      ),
    );

  test("is told to the merchant's endpoints in the notice's own words, and nobody is asked about it", async () => {
    const place = await approved();
    expect((await read(place)).attempt.pollAt).not.toBeNull();
    expect(await notice(place)).toEqual({ kind: "same", state: "approved" });
    const { attempt, told } = await read(place);
    expect(attempt).toMatchObject({ endedBy: "answer", pollAt: null });
    expect(told.map(({ source, body }) => [source, body])).toEqual([
      ["notice", '{"Event":"order.completed"}'],
    ]);
    const asked = (await control().calls({ path: "/v1/orders" })).length;
    expect(await poll(20 * 60_000)).toBe(0);
    expect((await control().calls({ path: "/v1/orders" })).slice(asked)).toEqual([]);
  });

  test.each([
    ["FlexCharge says so again", null],
    ["nobody answers", { path: "/v1/orders", kind: "status", status: 503 } as const],
  ])(
    "is told once when no notice came and %s, and the late notice tells it no second time",
    async (_, fault) => {
      const place = await approved();
      if (fault) await control().addFault(fault);
      await dueOnly(place);
      expect(await poll(0)).toBe(0);
      const { order, attempt, told, facts } = await read(place);
      // It is no gap: the checkout knew.
      expect(attempt).toMatchObject({ endedBy: "answer", noticeAt: null, pollAt: null });
      expect(told.map(({ event, source }) => [event, source])).toEqual([["order.completed", "poll"]]);
      expect(told[0]?.occurredAt).toEqual(attempt.answeredAt);
      expect(JSON.parse(told[0]?.body ?? "")).toMatchObject({ OrderId: order.flexchargeOrderId });
      expect(facts).toHaveLength(1);
      await notice(place);
      const after = await read(place);
      expect(after.told).toEqual(told);
      expect(after.attempt.noticeAt).not.toBeNull();
    },
  );

  test("and was paid back in FlexCharge's portal is booked as paid back, once, without a notice", async () => {
    const place = await approved();
    const id = (await read(place)).order.flexchargeOrderId ?? "";
    await control().driveOrder(id, "refund", { amount: 1500 });
    for (const _ of [1, 2]) {
      await inTenant(world.database, place.merchantId, (tx) =>
        schedulePoll(tx, { ...heardOf(place), flexchargeOrderId: id }, new Date()),
      );
      await dueOnly(place);
      await poll(0);
    }
    expect((await read(place)).order.refundedMinor).toBe(1500);
    const paidBack = await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx.select().from(refunds).where(eq(refunds.orderId, place.orderId)),
    );
    expect(paidBack.map(({ state, amountMinor }) => [state, amountMinor])).toEqual([["external", 1500]]);
  });
});
const heardOf = ({ merchantId }: { merchantId: string }) => ({
  ...{ merchantId, environment: "production" as const, externalOrderId: null },
});
