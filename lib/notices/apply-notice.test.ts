import { randomBytes } from "node:crypto";
import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { notices } from "#db/schema/notices.ts";
import { declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { noticeStory } from "#db/testing/notice-story.ts";
import type { NoticeFields } from "#db/testing/signed-notice.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { createLog } from "#lib/kit/log.ts";
import { openOrderTools } from "#lib/orders/open-order-tools.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { applyNotice } from "./apply-notice.ts";
import { claimNotices } from "./internal/claim-notices.ts";
import { startNotices } from "./jobs.ts";

let world: World;
let story: ReturnType<typeof noticeStory>;
let working: ReturnType<typeof startNotices>;
const silent = createLog("test", { write: () => {} });
const worker = (clock?: { now(): Date }) =>
  systemScope("worker", { database: world.database, ...(clock ? { clock } : {}) });
const start = () => {
  working = startNotices(worker(), { flexcharge: world.flexcharge, log: silent });
};

beforeAll(async () => {
  world = await createWorld();
  story = noticeStory(world);
  await world.deliverNotices(world.alpha, world.beta);
  start();
}, 90_000);
afterAll(async () => {
  await working.stop();
  await world.stop();
});
beforeEach(() => control().webhooks("normal"));

const control = () => world.sandbox.control("production");

describe("the end of a rebill", () => {
  test.each([
    ["approve", "order.completed", "approved"],
    ["decline", "order.cancelled", "declined"],
    ["expire", "order.expired", "expired"],
  ] as const)(
    "%s: applied, and told to the merchant with FlexCharge's own words",
    async (action, event, state) => {
      const order = await story.submitted();
      await control().driveOrder(order.id, action);
      await story.until(order.id, [`${event} applied`]);
      expect(await story.orderOf(order)).toMatchObject({ state });
      const [notice] = await story.noticesOf(order.id);
      expect(await story.told(order)).toEqual([{ event, body: notice?.body.toString() }]);
      expect(notice).toMatchObject({ orderId: (await story.orderOf(order))?.id, processAt: null });
      expect(await story.ledger(order)).toContainEqual(
        expect.objectContaining({ type: "outcome", state, source: "notice" }),
      );
    },
  );

  test("told twice it has one effect", async () => {
    const order = await story.submitted();
    await control().webhooks("duplicate");
    await control().driveOrder(order.id, "approve");
    await story.until(order.id, ["order.completed applied", "order.completed duplicate SAME_EVENT"]);
    expect(await story.told(order)).toHaveLength(1);
    expect((await story.ledger(order)).filter(({ state }) => state === "approved")).toHaveLength(1);
  });

  test("two hundred copies at once, each under a nonce of its own, have one effect", async () => {
    const order = await story.submitted();
    const TimeStamp = "2026-11-20T10:00:00.1234567Z";
    const copies = Array.from({ length: 200 }, () =>
      story.post(world.alpha, { OrderId: order.id, ExternalOrderId: order.externalId, TimeStamp }),
    );
    expect((await Promise.all(copies)).every(({ status }) => status === 200)).toBe(true);
    const duplicates = Array.from({ length: 199 }, () => "order.completed duplicate SAME_EVENT");
    await story.until(order.id, ["order.completed applied", ...duplicates]);
    expect(await story.orderOf(order)).toMatchObject({ state: "approved" });
    expect(await story.told(order)).toHaveLength(1);
  });

  test("forged notices change nothing; the true ones come when FlexCharge tries again", async () => {
    const order = await story.submitted();
    await control().webhooks("forge");
    await control().driveOrder(order.id, "approve");
    await world.rejections.flush();
    expect(await story.orderOf(order)).toMatchObject({ state: "submitted" });
    expect(await story.noticesOf(order.id)).toEqual([]);
    await control().webhooks("normal");
    await control().clock({ advance: "PT2M" });
    await story.until(order.id, ["order.completed applied"]);
    expect((await story.noticesOf(order.id))[0]?.resent).toBe(true);
    expect(await story.orderOf(order)).toMatchObject({ state: "approved" });
  });

  test("a late completed after expired is kept and flagged, and changes nothing", async () => {
    const order = await story.submitted();
    await control().driveOrder(order.id, "expire");
    await story.until(order.id, ["order.expired applied"]);
    await story.post(world.alpha, { OrderId: order.id, ExternalOrderId: order.externalId });
    await story.until(order.id, ["order.expired applied", "order.completed ignored ENDED_OTHERWISE"]);
    expect(await story.orderOf(order)).toMatchObject({
      state: "expired",
      flags: expect.arrayContaining(["SECOND_RESULT"]),
    });
    expect(await story.told(order)).toHaveLength(1);
  });

  test("a notice of what is known already is kept and tells nothing twice", async () => {
    const order = await story.submitted();
    await control().driveOrder(order.id, "approve");
    await story.until(order.id, ["order.completed applied"]);
    await story.post(world.alpha, { OrderId: order.id, ExternalOrderId: order.externalId });
    await story.until(order.id, ["order.completed applied", "order.completed recorded ALREADY_KNOWN"]);
    expect(await story.told(order)).toHaveLength(1);
  });
});

describe("a notice whose order is not known", () => {
  test("waits, and applies as soon as its order appears", async () => {
    const rebill = declinedRebill();
    const TimeStamp = `${randomBytes(4).toString("hex")}-first`;
    await story.post(world.alpha, { OrderId: null, ExternalOrderId: rebill.orderId, TimeStamp });
    const fate = async () => {
      const [row] = await story.all((tx) =>
        tx.select().from(notices).where(eq(notices.timeStamp, TimeStamp)),
      );
      return [row?.state, row?.cause];
    };
    await expect.poll(fate, { timeout: 5_000 }).toEqual(["parked", "ORDER_NOT_KNOWN"]);
    const order = await story.evaluate(rebill);
    await expect.poll(fate, { timeout: 8_000 }).toEqual(["applied", null]);
    expect(await story.orderOf(order)).toMatchObject({ state: "approved" });
  });

  test("of another merchant is never applied, though the order exists there", async () => {
    const order = await story.submitted();
    await story.post(world.beta, { OrderId: order.id, ExternalOrderId: order.externalId });
    await story.until(order.id, ["order.completed parked ORDER_NOT_KNOWN"]);
    expect(await story.orderOf(order)).toMatchObject({ state: "submitted" });
    expect(await story.told(order)).toEqual([]);
  });

  test("after thirty days is recorded and passed on", async () => {
    const OrderId = randomBytes(8).toString("hex");
    const ExternalOrderId = `gone-${OrderId}`;
    await story.post(world.alpha, { OrderId, ExternalOrderId });
    await story.until(OrderId, ["order.completed parked ORDER_NOT_KNOWN"]);
    const [receivedAt, processAt] = [new Date(Date.now() - 31 * 24 * 3_600_000), new Date()];
    await story.all((tx) =>
      tx.update(notices).set({ receivedAt, processAt }).where(eq(notices.flexchargeOrderId, OrderId)),
    );
    await story.until(OrderId, ["order.completed recorded ORDER_NEVER_CAME"]);
    expect(await story.told({ externalId: ExternalOrderId })).toHaveLength(1);
  });
});

test.each(["challenge.passed", "payout.created", "application.approved", "moon.rising"])(
  "%s changes nothing here and is passed on as it came",
  async (Event) => {
    const [OrderId, ExternalOrderId] = [
      randomBytes(8).toString("hex"),
      `other-${randomBytes(8).toString("hex")}`,
    ];
    await story.post(world.alpha, { Event, OrderId, ExternalOrderId, Extra: { kept: true } });
    await story.until(OrderId, [`${Event} recorded NO_EFFECT`]);
    const [passed] = await story.told({ externalId: ExternalOrderId });
    expect(JSON.parse(passed?.body ?? "")).toMatchObject({ Event, Extra: { kept: true } });
  },
);

test("what names no event is listed as failed", async () => {
  const OrderId = randomBytes(8).toString("hex");
  await story.post(world.alpha, { Event: 7, OrderId });
  await expect
    .poll(async () => (await story.noticesOf(OrderId)).map(({ state, cause }) => [state, cause]))
    .toEqual([["failed", "NOT_READABLE"]]);
});

describe("a worker that goes away", () => {
  const keptAs = async (fields: NoticeFields) => {
    await working.stop();
    const order = await story.submitted();
    await story.post(world.alpha, { OrderId: order.id, ExternalOrderId: order.externalId, ...fields });
    const [notice] = await story.noticesOf(order.id);
    return { order, place: { merchantId: world.alpha.id, noticeId: notice?.id ?? "" } };
  };

  test("with notices in hand leaves them to the next, once its time is over", async () => {
    const { order, place } = await keptAs({});
    expect((await claimNotices(worker(), 100)).map(({ noticeId }) => noticeId)).toContain(place.noticeId);
    expect(await claimNotices(worker(), 100)).toEqual([]);
    const later = { now: () => new Date(Date.now() + 60_000) };
    expect((await claimNotices(worker(later), 100)).map(({ noticeId }) => noticeId)).toContain(
      place.noticeId,
    );
    const tools = openOrderTools(worker(), world.flexcharge);
    const states = await Promise.all([1, 2, 3].map(() => applyNotice(worker(), place, tools)));
    expect(states).toEqual(["applied", "applied", "applied"]);
    expect(await story.told(order)).toHaveLength(1);
    start();
  });

  test("one that can never be applied is tried, put off and in the end listed with its cause", async () => {
    const { order, place } = await keptAs({ Event: "order.refunded" });
    const tools = openOrderTools(worker(), world.flexcharge);
    const broken = { ...tools, openSession: () => Promise.reject(new Error("a mistake of ours")) };
    await expect(applyNotice(worker(), place, broken)).rejects.toThrow("a mistake of ours");
    expect((await story.noticesOf(order.id))[0]).toMatchObject({ state: "received", cause: "UNEXPECTED" });
    await story.all((tx) =>
      tx
        .update(notices)
        .set({ tries: 13 })
        .where(inArray(notices.id, [place.noticeId])),
    );
    await expect(applyNotice(worker(), place, broken)).rejects.toThrow();
    expect((await story.noticesOf(order.id))[0]).toMatchObject({
      state: "failed",
      cause: "UNEXPECTED",
      processAt: null,
    });
    expect(await applyNotice(worker(), place, broken)).toBe("failed");
    start();
  });

  test("nobody else applies it: another tenant does not find it, a reader may not", async () => {
    const { order, place } = await keptAs({});
    const tools = openOrderTools(worker(), world.flexcharge);
    const user = (role: "viewer" | "merchant_admin", merchantId: string) =>
      userScope({ id: "usr_1", name: "Sam", role, merchantId }, { database: world.database });
    await expect(applyNotice(user("viewer", PARTNER_TENANT), place, tools)).rejects.toThrow(PermissionError);
    await expect(applyNotice(user("merchant_admin", world.beta.id), place, tools)).rejects.toThrow(
      /not|permission/i,
    );
    await expect(applyNotice(worker(), { ...place, merchantId: world.beta.id }, tools)).rejects.toThrow(
      NotFoundError,
    );
    start();
    await story.until(order.id, ["order.completed applied"]);
  });
});
