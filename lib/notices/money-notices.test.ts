import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { orderEvents } from "#db/schema/orders.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { noticeStory, type ToldOrder } from "#db/testing/notice-story.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { createLog } from "#lib/kit/log.ts";
import { openOrderTools } from "#lib/orders/open-order-tools.ts";
import { listRefunds } from "#lib/orders/queries.ts";
import { recordChargeback } from "#lib/orders/record-chargeback.ts";
import { recordExternalRefund } from "#lib/orders/record-external-refund.ts";
import { refundOrder } from "#lib/orders/refund-order.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { startNotices } from "./jobs.ts";

let world: World;
let story: ReturnType<typeof noticeStory>;
let working: ReturnType<typeof startNotices>;
beforeAll(async () => {
  world = await createWorld();
  story = noticeStory(world);
  await world.deliverNotices(world.alpha, world.beta);
  const log = createLog("test", { write: () => {} });
  working = startNotices(worker(), { flexcharge: world.flexcharge, log });
}, 90_000);
afterAll(async () => {
  await working.stop();
  await world.stop();
});
beforeEach(() => control().webhooks("normal"));

const worker = () => systemScope("worker", { database: world.database });
const control = () => world.sandbox.control("production");

/** 45.99 USD, approved at once. */
async function approved() {
  const order = await story.evaluate(declinedOrder());
  expect(order.status).toBe("APPROVED");
  await story.until(order.id, ["order.completed recorded ALREADY_KNOWN"]);
  const { id: orderId = "", merchantId = "" } = (await story.orderOf(order)) ?? {};
  return { ...order, place: { merchantId, orderId } };
}
type Approved = Awaited<ReturnType<typeof approved>>;
const refunds = async ({ place }: Approved) =>
  (await listRefunds(worker(), place.merchantId, place.orderId)).map(({ state, amountMinor }) => [
    state,
    amountMinor,
  ]);
const moneyBack = async (order: ToldOrder) =>
  (await story.ledger(order))
    .filter(({ type }) => type === "refund" || type === "chargeback")
    .map(({ type, amountMinor }) => [type, amountMinor]);
const history = async ({ place }: Approved) => {
  const rows = await story.all((tx) =>
    tx.select({ type: orderEvents.type }).from(orderEvents).where(eq(orderEvents.orderId, place.orderId)),
  );
  return rows.map(({ type }) => type);
};
const refundByUs = async ({ place }: Approved, amountMinor: number) => {
  const tools = openOrderTools(worker(), world.flexcharge);
  const made = await refundOrder(worker(), { ...place, amountMinor }, tools);
  expect(made.ok).toBe(true);
};
const FIRST = "order.completed recorded ALREADY_KNOWN";

describe("a refund made in FlexCharge's portal", () => {
  test("in part and then the rest: in refunds, order, ledger and history, and told to the merchant", async () => {
    const order = await approved();
    await control().driveOrder(order.id, "refund", { amount: 600 });
    await story.until(order.id, [FIRST, "order.refunded applied"]);
    expect(await refunds(order)).toEqual([["external", 600]]);
    expect(await story.orderOf(order)).toMatchObject({ refundedMinor: 600, state: "approved" });
    await control().driveOrder(order.id, "refund");
    await story.until(order.id, [FIRST, "order.refunded applied", "order.refunded applied"]);
    expect(await moneyBack(order)).toEqual([
      ["refund", 600],
      ["refund", 3999],
    ]);
    expect(await story.orderOf(order)).toMatchObject({ refundedMinor: 4599 });
    expect((await history(order)).filter((type) => type === "refund.external")).toHaveLength(2);
    expect((await story.told(order)).map(({ event }) => event)).toEqual([
      "order.completed",
      "order.refunded",
      "order.refunded",
    ]);
  });

  test("told twice, or before the approval that it pays back, counts once", async () => {
    const order = await story.submitted();
    await control().webhooks("reorder");
    await control().driveOrder(order.id, "approve");
    await control().driveOrder(order.id, "refund", { amount: 100 });
    await control().clock({ advance: "PT1M" });
    await story.until(order.id, ["order.completed applied", "order.refunded applied"]);
    await control().webhooks("duplicate");
    await control().driveOrder(order.id, "refund", { amount: 50 });
    await expect.poll(async () => (await story.noticesOf(order.id)).length, { timeout: 10_000 }).toBe(4);
    await story.until(order.id, [
      "order.completed applied",
      "order.refunded applied",
      "order.refunded applied",
      "order.refunded duplicate SAME_EVENT",
    ]);
    expect(await story.orderOf(order)).toMatchObject({ state: "approved", refundedMinor: 150 });
    expect(await moneyBack(order)).toEqual([
      ["refund", 100],
      ["refund", 50],
    ]);
  });

  test("whose own notice was lost is found with the next one", async () => {
    const order = await approved();
    await control().webhooks("drop");
    await control().driveOrder(order.id, "refund", { amount: 300 });
    await control().webhooks("normal");
    await control().driveOrder(order.id, "refund", { amount: 200 });
    await story.until(order.id, [FIRST, "order.refunded applied"]);
    expect(await moneyBack(order)).toEqual([["refund", 500]]);
  });

  test("without an amount is read from FlexCharge", async () => {
    const order = await approved();
    await control().webhooks("drop");
    await control().driveOrder(order.id, "refund", { amount: 700 });
    const { id: OrderId, externalId: ExternalOrderId } = order;
    await story.post(world.alpha, { Event: "order.refunded", OrderId, ExternalOrderId });
    await story.until(order.id, [FIRST, "order.refunded applied"]);
    expect(await moneyBack(order)).toEqual([["refund", 700]]);
  });

  test("of another currency is not guessed at", async () => {
    const order = await approved();
    const EventData = { amount: 100, currency: "EUR" };
    const { id: OrderId, externalId: ExternalOrderId } = order;
    await story.post(world.alpha, { Event: "order.refunded", OrderId, ExternalOrderId, EventData });
    await story.until(order.id, [FIRST, "order.refunded failed WRONG_CURRENCY"]);
    expect(await moneyBack(order)).toEqual([]);
  });
});

describe("a refund that we made ourselves", () => {
  test("comes back as a notice and is never counted twice, nor taken for the portal's of the same amount", async () => {
    const order = await approved();
    await refundByUs(order, 600);
    await story.until(order.id, [FIRST, "order.refunded recorded ALREADY_BOOKED"]);
    await control().driveOrder(order.id, "refund", { amount: 600 });
    await story.until(order.id, [FIRST, "order.refunded recorded ALREADY_BOOKED", "order.refunded applied"]);
    expect(await refunds(order)).toEqual(
      expect.arrayContaining([
        ["confirmed", 600],
        ["external", 600],
      ]),
    );
    expect(await story.orderOf(order)).toMatchObject({ refundedMinor: 1200 });
    expect(await moneyBack(order)).toEqual([
      ["refund", 600],
      ["refund", 600],
    ]);
    expect((await story.told(order)).filter(({ event }) => event === "order.refunded")).toHaveLength(2);
  });

  test("five at once beside two of the portal's: the sum is FlexCharge's own", async () => {
    const order = await approved();
    const amounts = [100, 200, 300, 400, 500];
    const portal = [150, 250].map((amount) => control().driveOrder(order.id, "refund", { amount }));
    await Promise.all([...amounts.map((amount) => refundByUs(order, amount)), ...portal]);
    const ends = async () =>
      (await story.noticesOf(order.id)).filter(({ processAt }) => processAt === null).length;
    await expect.poll(ends, { timeout: 40_000, interval: 200 }).toBe(8);
    expect(await story.orderOf(order)).toMatchObject({ refundedMinor: 1900 });
    const sum = (await moneyBack(order)).reduce((total, [, amount]) => total + Number(amount), 0);
    expect(sum).toBe(1900);
  });
});

describe("a chargeback", () => {
  test("is booked once, with its reason, however often it is told", async () => {
    const order = await approved();
    await control().webhooks("duplicate");
    await control().driveOrder(order.id, "chargeback", { amount: 1500, reason: "fraud" });
    const event = "payment.chargeback.received";
    await story.until(order.id, [FIRST, `${event} applied`, `${event} duplicate SAME_EVENT`]);
    expect(await moneyBack(order)).toEqual([["chargeback", 1500]]);
    expect(await story.orderOf(order)).toMatchObject({ state: "approved", refundedMinor: 0 });
    expect((await history(order)).filter((type) => type === "chargeback.received")).toHaveLength(1);
    expect((await story.told(order)).map(({ event }) => event)).toEqual(["order.completed", event]);
  });

  test("without an amount is read from FlexCharge, less what was booked", async () => {
    const order = await approved();
    const Event = "payment.chargeback.received";
    await control().driveOrder(order.id, "chargeback", { amount: 1000 });
    await story.until(order.id, [FIRST, `${Event} applied`]);
    await control().webhooks("drop");
    await control().driveOrder(order.id, "chargeback", { amount: 500 });
    await story.post(world.alpha, { Event, OrderId: order.id, ExternalOrderId: order.externalId });
    await story.until(order.id, [FIRST, `${Event} applied`, `${Event} applied`]);
    expect(await moneyBack(order)).toEqual([
      ["chargeback", 1000],
      ["chargeback", 500],
    ]);
  });
});

test("the verbs: twice is one change, a reader may not, another tenant does not find it", async () => {
  const order = await approved();
  const place = { ...order.place, attempt: 1 };
  const at = new Date();
  const refund = { paidBackMinor: 250, at, noticeId: null };
  const chargeback = {
    amountMinor: 90,
    chargebackId: randomBytes(4).toString("hex"),
    reason: null,
    at,
    noticeId: "ntc_1",
  };
  const both = (scope = worker(), where = place) =>
    inScope(scope, async (tx) => [
      await recordExternalRefund(tx, scope, where, refund),
      await recordChargeback(tx, scope, where, chargeback),
    ]);
  expect(await both()).toEqual([{ kind: "booked", amountMinor: 250 }, 90]);
  expect(await both()).toEqual([{ kind: "known" }, 0]);
  const viewer = userScope(
    { id: "usr_1", name: "Vic", role: "viewer", merchantId: PARTNER_TENANT },
    { database: world.database },
  );
  await expect(both(viewer)).rejects.toThrow(PermissionError);
  await expect(both(worker(), { ...place, merchantId: world.beta.id })).rejects.toThrow(NotFoundError);
});
