import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flexchargeAccounts } from "#db/schema/merchants.ts";
import { orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder, declinedRebill, without } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World, type WorldMerchant } from "#db/testing/gateway-world.ts";

/** The partner and merchant-direct MIT guides, line by line, through the real gateway and the stand-in FlexCharge. */
let world: World;
let live: string;
let testing: string;
let siteUrl: string;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
  testing = await world.bearer(world.alpha.keys.sandbox);
  siteUrl = `https://${world.alpha.host}`;
});
afterAll(() => world.stop());

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
const evaluate = async (json: Record<string, unknown>, token = live) =>
  (await world.call("/v1/evaluate", { token, json })).body;
const reasonOf = (answer: Record<string, unknown>) =>
  (answer.customProperties as Record<string, string> | undefined)?.["switchboard.reason"];
const DECLINING = { phone: "1" };
let subscriptions = 0;
const newSubscription = () => ({
  subscription: {
    subscriptionId: `sub-mit-${++subscriptions}`,
    interval: "monthly",
    price: "4599",
    currency: "USD",
  },
});

describe("the fields of a rebill", () => {
  test("isMIT, isRecurring, subscription and threeDSecure arrive as they were sent", async () => {
    const fields = {
      ...newSubscription(),
      ...{ isMIT: true, isRecurring: true, expiryDateUtc: inHours(24 * 20) },
      threeDSecure: { threeDsVersion: "2.2.0", EcommerceIndicator: "05", xid: null },
    };
    const rebill = declinedRebill({ siteUrl, ...fields });
    expect(await evaluate(rebill)).toMatchObject({ status: "SUBMITTED" });
    expect(await world.upstream("production", rebill.orderId)).toMatchObject([fields]);
  });

  test("a channel alone makes it a rebill, and FlexCharge is told isMIT", async () => {
    const rebill = without(declinedRebill({ siteUrl, channel: "mit" }), "isMIT");
    expect(await evaluate(rebill)).toMatchObject({ status: "SUBMITTED" });
    expect((await world.upstream("production", rebill.orderId))[0]).toMatchObject({ isMIT: true });
  });

  test.each([
    ["absent", undefined],
    ["null", null],
  ])("an expiry that is %s is filled in with 21 days, live too", async (_, expiryDateUtc) => {
    const rebill = declinedRebill({ siteUrl, expiryDateUtc });
    expect(await evaluate(rebill)).toMatchObject({ status: "SUBMITTED" });
    const [sent] = await world.upstream("production", rebill.orderId);
    const days = (Date.parse(String(sent?.expiryDateUtc)) - Date.now()) / (24 * HOUR_MS);
    expect(days).toBeCloseTo(21, 2);
  });

  test.each(["", "  ", "in three weeks", "2026-02-30", "2020-01-01T00:00:00Z", 20301201, {}])(
    "an expiry of %j is the wire's 400, for the live order and the test order alike",
    async (expiryDateUtc) => {
      for (const token of [live, testing]) {
        const rebill = declinedRebill({ siteUrl, expiryDateUtc });
        const { status, body } = await world.call("/v1/evaluate", { token, json: rebill });
        expect(status).toBe(400);
        const { TraceId: _, ...offending } = body;
        expect(offending).toEqual({ ExpiryDateUtc: ["The field ExpiryDateUtc is invalid."] });
      }
    },
  );

  test("a sync merchant's rebill has no expiry, whatever was sent, and none is required", async () => {
    const token = await world.bearer(world.beta.keys.production);
    for (const expiryDateUtc of [undefined, null, "", "2020-01-01", inHours(24)]) {
      const rebill = declinedRebill({ siteUrl: `https://${world.beta.host}`, expiryDateUtc });
      expect(await evaluate(rebill, token)).toMatchObject({ status: "APPROVED" });
      const [sent] = await world.upstream("production", rebill.orderId);
      expect(Object.keys(sent ?? {})).not.toContain("expiryDateUtc");
    }
  });
});

describe("threeDSecure of the subscription's first order", () => {
  const secured = {
    threeDSecure: { threeDsVersion: "2.1.0", EcommerceIndicator: "05", authenticationValue: "AAAB" },
  };

  async function firstOrder(merchant: WorldMerchant = world.alpha, token = live) {
    const subscription = newSubscription();
    const order = declinedOrder({ siteUrl: `https://${merchant.host}`, ...subscription, ...secured });
    expect(await evaluate(order, token)).toMatchObject({ status: "APPROVED" });
    return subscription;
  }
  const sentOf = async (
    rebill: Record<string, unknown>,
    environment: "production" | "sandbox" = "production",
  ) => (await world.upstream(environment, rebill.orderId))[0];

  test("is copied to a rebill that tells none, and the order's history says so", async () => {
    const subscription = await firstOrder();
    for (const absent of [{}, { threeDSecure: null }]) {
      const rebill = declinedRebill({ siteUrl, ...subscription, ...absent });
      expect(await evaluate(rebill)).toMatchObject({ status: "SUBMITTED" });
      expect(await sentOf(rebill)).toMatchObject(secured);
    }
  });

  test("never overwrites what came, not even an empty one, and is not given to a website order", async () => {
    const subscription = await firstOrder();
    const own = { threeDSecure: { threeDsVersion: "1.0.2" } };
    const withOwn = declinedRebill({ siteUrl, ...subscription, ...own });
    await evaluate(withOwn);
    expect((await sentOf(withOwn))?.threeDSecure).toEqual(own.threeDSecure);
    const empty = declinedRebill({ siteUrl, ...subscription, threeDSecure: {} });
    await evaluate(empty);
    expect((await sentOf(empty))?.threeDSecure).toEqual({});
    const website = declinedOrder({ siteUrl, ...subscription });
    await evaluate(website);
    expect(await sentOf(website)).not.toHaveProperty("threeDSecure");
  });

  test("is the first order's, though a later rebill told another", async () => {
    const subscription = await firstOrder();
    const later = { threeDSecure: { threeDsVersion: "9.9.9" } };
    await evaluate(declinedRebill({ siteUrl, ...subscription, ...later }));
    const rebill = declinedRebill({ siteUrl, ...subscription });
    await evaluate(rebill);
    expect(await sentOf(rebill)).toMatchObject(secured);
  });

  test("never comes from another merchant or from the other environment", async () => {
    const beta = await world.bearer(world.beta.keys.production);
    const foreign = declinedRebill({ siteUrl, ...(await firstOrder(world.beta, beta)) });
    await evaluate(foreign);
    expect(await sentOf(foreign)).not.toHaveProperty("threeDSecure");
    const test = declinedRebill({ siteUrl, ...(await firstOrder()) });
    await evaluate(test, testing);
    expect(await sentOf(test, "sandbox")).not.toHaveProperty("threeDSecure");
  });

  test("a rebill of an unknown subscription, or of none, goes out without", async () => {
    for (const rebill of [
      declinedRebill({ siteUrl, ...newSubscription() }),
      declinedRebill({ siteUrl, subscription: {} }),
    ]) {
      expect(await evaluate(rebill)).toMatchObject({ status: "SUBMITTED" });
      expect(await sentOf(rebill)).not.toHaveProperty("threeDSecure");
    }
  });
});

describe("the rules", () => {
  test("fourteen days are enough, thirteen hold a live rebill back and only flag a test one", async () => {
    expect(await evaluate(declinedRebill({ siteUrl, expiryDateUtc: inHours(14 * 24) }))).toMatchObject({
      status: "SUBMITTED",
    });
    const short = () => declinedRebill({ siteUrl, expiryDateUtc: inHours(13 * 24) });
    const held = short();
    expect(reasonOf(await evaluate(held))).toBe("MIT_EXPIRY_TOO_SHORT");
    expect(await world.upstream("production", held.orderId)).toEqual([]);
    const flagged = short();
    expect(await evaluate(flagged, testing)).toMatchObject({ status: "SUBMITTED" });
    expect((await orderOf(flagged))?.flags).toEqual(["MIT_EXPIRY_TOO_SHORT"]);
  });

  test("a decline of 23 hours ago may be sent, one of 50 hours holds a live rebill and flags a test one", async () => {
    const of = (hours: number) => declinedRebill({ siteUrl, transaction: { timestampUtc: inHours(-hours) } });
    expect(await evaluate(of(23))).toMatchObject({ status: "SUBMITTED" });
    const old = of(50);
    expect(reasonOf(await evaluate(old))).toBe("MIT_NOT_SAME_DAY");
    expect(await world.upstream("production", old.orderId)).toEqual([]);
    const test = of(50);
    expect(await evaluate(test, testing)).toMatchObject({ status: "SUBMITTED" });
    expect((await orderOf(test))?.flags).toEqual(["MIT_NOT_SAME_DAY"]);
  });

  test("each rule is the merchant's own to adjust", async () => {
    const other = await world.addMerchant("gamma");
    const token = await world.bearer(other.keys.production);
    const at = `https://${other.host}`;
    await world.changeMerchant(other.id, { mitRules: { sameDay: "flag", expiryDaysMin: 5 } });
    expect(
      await evaluate(declinedRebill({ siteUrl: at, expiryDateUtc: inHours(6 * 24) }), token),
    ).toMatchObject({
      status: "SUBMITTED",
    });
    const late = declinedRebill({ siteUrl: at, transaction: { timestampUtc: inHours(-50) } });
    expect(await evaluate(late, token)).toMatchObject({ status: "SUBMITTED" });
    expect((await orderOf(late))?.flags).toEqual(["MIT_NOT_SAME_DAY"]);
  });

  test("an account without MIT gets no rebill and keeps its website orders", async () => {
    const other = await world.addMerchant("delta");
    await inTenant(world.database, other.id, (tx) =>
      tx
        .update(flexchargeAccounts)
        .set({ mit: "requested" })
        .where(
          and(eq(flexchargeAccounts.merchantId, other.id), eq(flexchargeAccounts.environment, "production")),
        ),
    );
    await expect.poll(() => world.snapshot.merchant(other.id)?.accounts.production.mit).toBe("requested");
    const token = await world.bearer(other.keys.production);
    const at = `https://${other.host}`;
    const rebill = declinedRebill({ siteUrl: at });
    expect(reasonOf(await evaluate(rebill, token))).toBe("MIT_NOT_ENABLED");
    expect(await world.upstream("production", rebill.orderId)).toEqual([]);
    expect(await evaluate(declinedOrder({ siteUrl: at }), token)).toMatchObject({ status: "APPROVED" });
    const testToken = await world.bearer(other.keys.sandbox);
    expect(await evaluate(declinedRebill({ siteUrl: at }), testToken)).toMatchObject({ status: "SUBMITTED" });
  });
});

describe("what the checkout is told", () => {
  test("Submitted and an orderSessionKey at once, the same while it is in flight, without a second call", async () => {
    const rebill = declinedRebill({ siteUrl });
    const first = await evaluate(rebill);
    expect(first).toMatchObject({
      status: "SUBMITTED",
      orderSessionKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const retry = {
      ...rebill,
      idempotencyKey: "merchant-retry",
      transaction: { ...(rebill.transaction as object), id: "pay-again" },
    };
    expect(await evaluate(retry)).toMatchObject({
      status: "SUBMITTED",
      orderSessionKey: first.orderSessionKey,
    });
    const outcome = { token: live, json: { orderSessionKey: first.orderSessionKey } };
    expect((await world.call("/v1/outcome", outcome)).body).toMatchObject({ status: "SUBMITTED" });
    expect(await world.upstream("production", rebill.orderId)).toHaveLength(1);
  });

  test("a customer who leaves: the rebill is cancelled at FlexCharge and may not come back", async () => {
    const rebill = declinedRebill({ siteUrl });
    const { orderSessionKey: id } = await evaluate(rebill);
    const cancel = await world.call(`/v1/orders/${id}/cancel`, { token: live, method: "POST" });
    expect([cancel.status, cancel.text]).toEqual([200, "{}"]);
    const outcome = await world.call("/v1/outcome", { token: live, json: { orderSessionKey: id } });
    expect(outcome.body).toMatchObject({ status: "CANCELLED" });
    const calls = await world.sandbox.control("production").calls({ path: `/v1/orders/${id}/cancel` });
    expect(calls).toMatchObject([{ mid: world.alpha.mids.production, status: 200 }]);
  });

  test("a sync merchant retries with the same order id: each is a call, until one is approved", async () => {
    const token = await world.bearer(world.beta.keys.production);
    const rebill = declinedRebill({
      siteUrl: `https://${world.beta.host}`,
      ...newSubscription(),
      payer: DECLINING,
    });
    const again = (number: number) => ({
      ...without(rebill, "subscription"),
      idempotencyKey: `${rebill.idempotencyKey}-${number}`,
      transaction: { ...(rebill.transaction as object), id: `retry-${rebill.orderId}-${number}` },
    });
    const first = await evaluate(rebill, token);
    const second = await evaluate(again(2), token);
    // FlexCharge goes on in the background, and tells at the next retry.
    await world.sandbox.control("production").driveOrder(String(first.orderSessionKey), "approve");
    const third = await evaluate(again(3), token);
    const fourth = await evaluate(again(4), token);
    const told = [first, second, third, fourth].map(({ status }) => status);
    expect(told).toEqual(["DECLINED", "DECLINED", "APPROVED", "APPROVED"]);
    expect(await world.upstream("production", rebill.orderId)).toHaveLength(3);
    // One order, of its subscription still, though the retries did not tell it.
    const order = await orderOf(rebill);
    expect(order).toMatchObject({ attemptsCount: 3, state: "approved" });
    expect(order?.subscriptionId).toBe((rebill.subscription as { subscriptionId: string }).subscriptionId);
  });
});

test("a partner's key sends each rebill with that merchant's own credentials, and never with its own", async () => {
  const other = await world.addMerchant("epsilon");
  const token = await world.bearer(world.partnerKeys.production);
  const sent = new Map<unknown, WorldMerchant>();
  for (const merchant of [world.alpha, other, world.beta, world.alpha, other]) {
    const mid = sent.size % 2 ? merchant.id : merchant.mids.production;
    const rebill = declinedRebill({ siteUrl: `https://${merchant.host}`, mid, ...newSubscription() });
    expect((await evaluate(rebill, token)).status).toMatch(/SUBMITTED|APPROVED/);
    sent.set(rebill.orderId, merchant);
  }
  const calls = await world.sandbox.control("production").calls({ path: "/v1/evaluate" });
  const mine = calls.filter(({ body }) => sent.has((body as { orderId?: unknown } | null)?.orderId));
  expect(mine).toHaveLength(5);
  // `mid` is whose bearer it was.
  for (const { mid, body } of mine) {
    expect(mid).toBe(sent.get((body as { orderId: string }).orderId)?.mids.production);
  }
});

async function orderOf({ orderId }: Record<string, unknown>) {
  const [order] = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx
      .select()
      .from(orders)
      .where(eq(orders.externalId, String(orderId))),
  );
  return order;
}
