import { and, eq, isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { merchants } from "#db/schema/merchants.ts";
import { orderSyncs } from "#db/schema/notices.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World, type WorldMerchant } from "#db/testing/gateway-world.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import type { OrderAnswer } from "#lib/flexcharge/schema.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { writeDirectOrders } from "./internal/write-direct-orders.ts";
import { pollingJob, syncingJob } from "./jobs.ts";
import { openOrderTools } from "./open-order-tools.ts";
import { syncOrders } from "./sync-orders.ts";

let world: World;

beforeAll(async () => {
  world = await createWorld();
  for (const { id } of [world.alpha, world.beta]) await world.changeMerchant(id, { observed: true });
});
afterAll(() => world.stop());

const worker = (ms = 0) =>
  systemScope("worker", { database: world.database, clock: { now: () => new Date(Date.now() + ms) } });
const tools = () => openOrderTools(world.scope, world.flexcharge);
const sync = (merchant = world.alpha, rowsAPage = 200) =>
  syncOrders(worker(), { merchantId: merchant.id, environment: "production" }, tools(), rowsAPage);
const session = async (merchant: WorldMerchant) => {
  const opened = await tools().openSession(merchant.id, "production");
  if (!opened) throw new Error("no credentials");
  return opened;
};
/** The merchant asks FlexCharge itself. */
async function direct(body: Record<string, unknown>, merchant = world.alpha) {
  const given = { ...body, mid: merchant.mids.production, siteId: merchant.upstreamSiteIds.production };
  const answer = await world.flexcharge.evaluate(await session(merchant), given, { deadlineMs: 5_000 });
  if (answer.kind !== "answer") throw new Error(JSON.stringify(answer));
  return { externalId: String(body.orderId), id: answer.body.orderSessionKey.toLowerCase() };
}
const rebill = (amount: number) =>
  declinedRebill({
    transaction: { amount },
    expiryDateUtc: new Date(Date.now() + 21 * 86_400_000).toISOString(),
  });
const read = (externalId: string) =>
  inTenant(world.database, EVERY_TENANT, async (tx) => {
    const [order] = await tx.select().from(orders).where(eq(orders.externalId, externalId));
    const tried = await tx
      .select()
      .from(attempts)
      .where(eq(attempts.orderId, order?.id ?? ""));
    const facts = await tx.select().from(ledgerEvents).where(eq(ledgerEvents.orderId, externalId));
    return { order, tried, facts };
  });
const countOf = (merchant: WorldMerchant) =>
  inTenant(world.database, merchant.id, async (tx) => (await tx.select().from(orders)).length);

test("an observed merchant's orders are read with what FlexCharge tells of them, and again changes nothing", async () => {
  const shop = await direct(declinedOrder({ payer: { phone: "998888" } }));
  const inWork = await direct(rebill(7002));
  expect(await sync()).toEqual({ seen: 2, created: 2, error: null });
  expect(await sync()).toEqual({ seen: 2, created: 0, error: null });
  const approved = await read(shop.externalId);
  expect(approved.order).toMatchObject({
    ...{ merchantId: world.alpha.id, origin: "direct", state: "approved", channel: "cit_website" },
    ...{ siteId: world.alpha.siteId, flexchargeOrderId: shop.id, currency: "USD", transactionId: "" },
  });
  expect(approved.tried).toHaveLength(1);
  expect(approved.facts.map(({ type, state, source }) => [type, state, source]).sort()).toEqual([
    ["evaluate", "unknown", "sync"],
    ["outcome", "approved", "sync"],
  ]);
  const open = await read(inWork.externalId);
  expect(open.order).toMatchObject({
    origin: "direct",
    state: "submitted",
    channel: "mit",
    amountMinor: 7002,
  });
  expect(open.tried[0]?.pollAt).not.toBeNull();
});

test("an open direct order is asked for like ours until it has ended", async () => {
  const { externalId } = await direct(rebill(7101));
  await sync();
  await world.sandbox.control("production").clock({ advance: "P1DT1H" });
  await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.update(attempts).set({ pollAt: new Date() }).where(isNotNull(attempts.pollAt)),
  );
  await pollingJob(() => tools()).run(worker(1_000));
  const { order, tried } = await read(externalId);
  expect([order?.state, tried[0]?.endedBy]).toEqual(["approved", "poll"]);
});

test("only what is new is read after the first time, also across the borders of pages", async () => {
  const control = world.sandbox.control("production");
  await control.clock({ advance: "P2D" });
  await Promise.all(Array.from({ length: 7 }, (_, i) => direct(rebill(8000 + i))));
  const before = await countOf(world.alpha);
  expect(await sync(world.alpha, 3)).toMatchObject({ created: 7, error: null });
  expect(await countOf(world.alpha)).toBe(before + 7);
  const [place] = await inTenant(world.database, world.alpha.id, (tx) =>
    tx.select().from(orderSyncs).where(eq(orderSyncs.environment, "production")),
  );
  expect(place?.lastError).toBeNull();
  await control.clock({ advance: "PT2H" });
  const { externalId } = await direct(rebill(9000));
  // The overlap of an hour, not the whole history.
  expect(await sync()).toMatchObject({ created: 1 });
  expect((await sync()).seen).toBe(1);
  expect((await read(externalId)).tried).toHaveLength(1);
});

test("two merchants are never mixed, and a failing account neither loops nor holds up the other", async () => {
  const theirs = await direct(declinedOrder({}), world.beta);
  await world.sandbox
    .control("production")
    .addFault({ path: "/v1/orders", kind: "status", status: 503, times: 1 });
  expect(await sync(world.beta)).toMatchObject({ created: 0, error: "status 503" });
  const job = syncingJob(() => tools());
  await job.run(worker());
  expect((await read(theirs.externalId)).order).toBeUndefined();
  await job.run(worker(6 * 60_000));
  expect((await read(theirs.externalId)).order?.merchantId).toBe(world.beta.id);
  const foreign = await inTenant(world.database, world.alpha.id, (tx) =>
    tx.select().from(orders).where(eq(orders.externalId, theirs.externalId)),
  );
  expect(foreign).toEqual([]);
  const observed = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx
      .select()
      .from(merchants)
      .where(and(eq(merchants.observed, true))),
  );
  expect(observed).toHaveLength(2);
});

test("an order from the year 9999 does not keep later ones from being read", async () => {
  const row = {
    mid: world.beta.mids.production,
    orderId: "someday",
    state: "DECLINED",
    amount: 100,
    currency: "USD",
  };
  const seeded = await fetch(`${world.sandbox.productionUrl}/_control/orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([{ ...row, createdOn: "9999-12-31T00:00:00Z" }]),
  });
  expect(seeded.ok).toBe(true);
  expect(await sync(world.beta)).toMatchObject({ created: 0, error: null });
  const theirs = await direct(declinedOrder({}), world.beta);
  expect(await sync(world.beta)).toMatchObject({ created: 1, error: null });
  expect((await read(theirs.externalId)).order?.state).toBe("approved");
});

describe("a page of FlexCharge's list", () => {
  const account = () => ({ merchantId: world.alpha.id, environment: "production" as const });
  const row = (given: Partial<OrderAnswer> = {}): OrderAnswer => ({
    ...{ id: newGuid(), externalOrderId: `listed-${newGuid()}`, status: 7, statusName: "COMPLETED" },
    ...{ amount: 4599, currencyCode: "USD", createdOn: new Date().toISOString() },
    ...given,
  });
  const write = (...rows: OrderAnswer[]) => writeDirectOrders(worker(), account(), rows);

  test("that holds what cannot be kept as it is does not stop the merchant's other orders", async () => {
    const [plain, parts, nameless] = [
      row(),
      row({ amountRefunded: 10.5 }),
      row({ externalOrderId: "a\u0000b", descriptor: "\u0000", email: "\ud800" }),
    ];
    const endless = row({ externalOrderId: "x".repeat(5_000), expiryDate: "9999-12-31T23:59:59Z" });
    const uncounted = [
      row({ id: "\u0000" }),
      row({ createdOn: "0001-01-01T00:00:00" }),
      row({ amount: 9.5 }),
    ];
    expect(await write(plain, parts, ...uncounted, nameless, endless)).toBe(4);
    expect((await read(String(parts.externalOrderId))).order).toMatchObject({ refundedMinor: 0 });
    expect((await read(nameless.id)).order).toMatchObject({ amountMinor: 4599, descriptor: null });
    expect((await read(endless.id)).order).toMatchObject({ expiresAt: null });
  });

  test("counts an order once, though it stands there twice or two workers read it at once", async () => {
    const twice = row();
    expect(await write(twice, twice)).toBe(1);
    const first = row();
    await write(first);
    const again = row({ externalOrderId: first.externalOrderId ?? null });
    const made = await Promise.all([write(again), write(again)]);
    expect(made.toSorted()).toEqual([0, 1]);
    for (const [listed, tries] of [
      [twice, 1],
      [again, 2],
    ] as const) {
      const { order, tried, facts } = await read(String(listed.externalOrderId));
      expect([order?.attemptsCount, tried.length, facts.length]).toEqual([tries, tries, 2 * tries]);
    }
  });
});
