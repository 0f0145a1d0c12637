import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { merchants } from "#db/schema/merchants.ts";
import { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import type { Fault } from "#db/testing/sandbox-control.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { setKillSwitch } from "#lib/switching/set-kill-switch.ts";
import { acceptLateApproval } from "./accept-late-approval.ts";
import { cancelOrder } from "./cancel-order.ts";
import { settlingJob } from "./jobs.ts";
import { openOrderTools } from "./open-order-tools.ts";
import { listLateApprovals } from "./queries/list-late-approvals.ts";
import { listUnsettled } from "./queries/list-unsettled.ts";
import { refundOrder } from "./refund-order.ts";
import { settleAttempt } from "./settle-attempt.ts";
import { settleLateApprovals } from "./settle-late-approvals.ts";

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

const control = () => world.sandbox.control("production");
const later = (ms: number) => ({ now: () => new Date(Date.now() + ms) });
const worker = (ms = 120_000) => systemScope("worker", { database: world.database, clock: later(ms) });
const tools = () => openOrderTools(world.scope, world.flexcharge);
const MINUTES_2 = 120_000;

async function evaluateWith(fault: Omit<Fault, "path" | "times">, body: Record<string, unknown>) {
  await control().addFault({ path: "/v1/evaluate", times: 1, ...fault });
  const answer = await world.call("/v1/evaluate", { token: live, json: body });
  expect(answer.body).toMatchObject({ status: "DECLINED" });
  return placeOf(body.orderId);
}
async function placeOf(externalId: unknown) {
  const [order] = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx
      .select()
      .from(orders)
      .where(eq(orders.externalId, String(externalId))),
  );
  return { merchantId: order?.merchantId ?? "", orderId: order?.id ?? "" };
}
const read = (place: { orderId: string }) =>
  inTenant(world.database, EVERY_TENANT, async (tx) => {
    const [order] = await tx.select().from(orders).where(eq(orders.id, place.orderId));
    const tried = await tx
      .select()
      .from(attempts)
      .where(eq(attempts.orderId, place.orderId))
      .orderBy(attempts.number);
    const events = await tx
      .select()
      .from(orderEvents)
      .where(eq(orderEvents.orderId, place.orderId))
      .orderBy(orderEvents.id);
    const facts = await tx
      .select()
      .from(ledgerEvents)
      .where(and(eq(ledgerEvents.orderId, order?.externalId ?? ""), eq(ledgerEvents.type, "outcome")))
      .orderBy(ledgerEvents.recordedAt);
    return {
      order,
      attempt: tried[0],
      attempts: tried,
      types: events.map(({ type }) => type),
      outcomes: facts.map(({ state }) => state),
    };
  });
const settle = (place: { merchantId: string; orderId: string }, ms = MINUTES_2) =>
  settleAttempt(worker(ms), { ...place, attempt: 1 }, tools());
const AFTER = { kind: "timeout_after" as const, ms: 150 };
const BEFORE = { kind: "timeout_before" as const, ms: 150 };

describe("a shop order that FlexCharge approved after we had to answer", () => {
  test("comes too late, waits for staff, and counts as rescued once accepted", async () => {
    const place = await evaluateWith(AFTER, declinedOrder({ siteUrl }));
    expect(await settle(place)).toMatchObject({ ok: true, value: { settled: true, state: "late_approval" } });
    const row = await read(place);
    expect(row.order).toMatchObject({ state: "late_approval" });
    expect(row.attempt?.flexchargeOrderId).toBe(row.order?.flexchargeOrderId);
    expect(row.outcomes).toEqual(["late_approval"]);
    const queue = await listLateApprovals(world.scope, { environment: "production" });
    expect(queue.map(({ orderId }) => orderId)).toContain(place.orderId);
    expect(await settle(place)).toMatchObject({ ok: false, reason: "NOTHING_TO_SETTLE" });

    const finance = userScope(
      { id: "usr_f", name: "Dana", role: "finance", merchantId: "partner" },
      { database: world.database },
    );
    expect(await acceptLateApproval(finance, place)).toEqual({ ok: true, value: { state: "approved" } });
    expect(await acceptLateApproval(finance, place)).toMatchObject({ ok: false, reason: "NOT_LATE" });
    const accepted = await read(place);
    expect(accepted.order?.state).toBe("approved");
    expect(accepted.outcomes).toEqual(["late_approval", "approved"]);
    expect(accepted.types).toContain("late_approval.accepted");
  });

  test("refunded as a whole it was never a rescue", async () => {
    const place = await evaluateWith(AFTER, declinedOrder({ siteUrl, transaction: { amount: 1500 } }));
    await settle(place);
    const refunded = await refundOrder(world.scope, { ...place, amountMinor: 1500 }, tools());
    expect(refunded).toMatchObject({ ok: true, value: { state: "confirmed" } });
    const row = await read(place);
    expect(row.order).toMatchObject({ state: "cancelled", refundedMinor: 1500 });
    expect(row.outcomes).toEqual(["late_approval", "cancelled"]);
  });

  test("an authorised one is cancelled there before any money moves", async () => {
    const place = await evaluateWith(AFTER, declinedOrder({ siteUrl, transactionType: "AUTHORIZATION" }));
    expect(await settle(place)).toMatchObject({ value: { state: "cancelled" } });
    const { order } = await read(place);
    const calls = await control().calls({ path: `/v1/orders/${order?.externalId}/external-cancel` });
    expect(calls.map(({ status }) => status)).toEqual([200]);
    expect((await settle(place)).ok).toBe(false);
  });

  test("the merchant's rule decides after its hours, and not before", async () => {
    const change = { lateApprovalPolicy: "accept" as const, lateApprovalHours: 2 };
    const where = eq(merchants.id, world.alpha.id);
    const set = (values: Partial<typeof merchants.$inferInsert>) =>
      inTenant(world.database, world.alpha.id, (tx) => tx.update(merchants).set(values).where(where));
    const first = await evaluateWith(AFTER, declinedOrder({ siteUrl }));
    await settle(first);
    await set(change);
    expect(await settleLateApprovals(worker(60 * 60_000), tools())).toBe(0);
    expect(await settleLateApprovals(worker(3 * 3_600_000), tools())).toBeGreaterThan(0);
    expect((await read(first)).order?.state).toBe("approved");
    const second = await evaluateWith(AFTER, declinedOrder({ siteUrl }));
    await settle(second);
    await set({ lateApprovalPolicy: "refund" });
    expect(await settleLateApprovals(worker(4 * 3_600_000), tools())).toBe(1);
    expect((await read(second)).order).toMatchObject({ state: "cancelled", refundedMinor: 4599 });
    await set({ lateApprovalPolicy: "ask" });
  });
});

describe("a shop order whose call FlexCharge never got", () => {
  test("is not declined while it may still arrive, then it is, and may be evaluated again", async () => {
    const body = declinedOrder({ siteUrl });
    const place = await evaluateWith(BEFORE, body);
    expect(await settle(place, 30_000)).toMatchObject({ value: { settled: false, note: "NOT_KNOWN_YET" } });
    const waiting = await listUnsettled(world.scope, { environment: "production" });
    expect(waiting.find(({ orderId }) => orderId === place.orderId)).toMatchObject({
      what: "evaluate",
      tries: 1,
      note: "NOT_KNOWN_YET",
    });
    expect(await settle(place)).toMatchObject({ value: { settled: true, state: "declined" } });
    const row = await read(place);
    expect(row.attempt?.reason).toBe("UPSTREAM_TIMEOUT");
    expect(row.types).toContain("attempt.settled");
    const again = await world.call("/v1/evaluate", {
      token: live,
      json: { ...body, idempotencyKey: "again-b" },
    });
    expect(again.body.status).toBe("APPROVED");
  });

  test("nothing is decided while FlexCharge cannot be asked", async () => {
    const place = await evaluateWith(BEFORE, declinedOrder({ siteUrl }));
    for (const fault of [{ kind: "status" as const, status: 500 }, { kind: "garbage" as const }]) {
      await control().addFault({ path: "/v1/orders", times: 1, ...fault });
      expect(await settle(place, 3_600_000)).toMatchObject({ value: { settled: false, state: "unknown" } });
    }
    const { types } = await read(place);
    expect(types.filter((type) => type === "attempt.still_unknown")).toHaveLength(2);
    expect(await settle(place, 3_600_000)).toMatchObject({ value: { state: "declined" } });
  });

  test("an id that is part of another order's is not mistaken for it", async () => {
    const body = declinedOrder({ siteUrl });
    const longer = { ...declinedOrder({ siteUrl }), orderId: `${body.orderId}-and-more` };
    expect((await world.call("/v1/evaluate", { token: live, json: longer })).body.status).toBe("APPROVED");
    const place = await evaluateWith(BEFORE, body);
    expect(await settle(place)).toMatchObject({ value: { state: "declined" } });
  });
});

describe("a rebill", () => {
  const rebill = () => declinedRebill({ siteUrl });

  test("that FlexCharge took stays, and is not sent a second time", async () => {
    const body = rebill();
    const place = await evaluateWith(AFTER, body);
    expect(await settle(place)).toMatchObject({ value: { state: "submitted" } });
    expect(await world.upstream("production", body.orderId)).toHaveLength(1);
    expect((await read(place)).outcomes).toEqual(["submitted"]);
  });

  test("that FlexCharge does not know is sent again, the same body under the same key", async () => {
    const body = rebill();
    const place = await evaluateWith(BEFORE, body);
    expect(await settle(place)).toMatchObject({ value: { state: "submitted" } });
    const [first, second, ...more] = await world.upstream("production", body.orderId);
    expect(more).toEqual([]);
    expect(second).toEqual(first);
    expect((await read(place)).types).toContain("evaluate.sent_again");
  });

  test("is not sent again while a kill switch is engaged", async () => {
    const body = rebill();
    const place = await evaluateWith(BEFORE, body);
    const kill = { scope: "merchant" as const, merchantId: world.alpha.id, id: world.alpha.id };
    const reason = "for this test only";
    const engaged = await setKillSwitch(world.scope, { ...kill, on: true, reason });
    expect(engaged.ok).toBe(true);
    expect(await settle(place)).toMatchObject({ value: { settled: false, note: "HELD_BACK KILL_SWITCH" } });
    await setKillSwitch(world.scope, { ...kill, on: false, reason });
    expect(await settle(place)).toMatchObject({ value: { state: "submitted" } });
    await vi.waitFor(() => expect(world.snapshot.merchant(world.alpha.id)?.kills).toEqual([]));
  });

  test("that a customer cancelled meanwhile is never sent again", async () => {
    const body = rebill();
    const place = await evaluateWith(BEFORE, body);
    expect(await cancelOrder(world.scope, place, tools())).toEqual({ ok: true, value: { state: "asked" } });
    expect(await settle(place)).toMatchObject({ value: { state: "cancelled" } });
    expect(await world.upstream("production", body.orderId)).toHaveLength(1);
  });
});

test("a cancel that was asked for while the answer was on its way ends with the answer", async () => {
  const body = declinedOrder({ siteUrl });
  expect((await world.call("/v1/evaluate", { token: live, json: body })).body.status).toBe("APPROVED");
  const place = await placeOf(body.orderId);
  await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.update(attempts).set({ pending: "cancel" }).where(eq(attempts.orderId, place.orderId)),
  );
  expect(await settle(place)).toMatchObject({ ok: true, value: { settled: true, state: "approved" } });
  const row = await read(place);
  expect(row.attempt?.pending).toBeNull();
  expect(row.types.at(-1)).toBe("cancel.ended");
});

describe("the worker's job", () => {
  const job = () => settlingJob(() => tools());

  test("settles what a killed gateway left behind, once it is certainly gone", async () => {
    const place = await evaluateWith(AFTER, declinedOrder({ siteUrl }));
    await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx.update(attempts).set({ reason: null, answeredAt: null }).where(eq(attempts.orderId, place.orderId)),
    );
    await job().run(systemScope("worker", { database: world.database }));
    expect((await read(place)).attempt?.state).toBe("unknown");
    await job().run(worker(15_000));
    expect((await read(place)).attempt?.state).toBe("late_approval");
  });

  test("of two workers each settles what the other did not take", async () => {
    const places = [];
    for (let index = 0; index < 4; index += 1)
      places.push(await evaluateWith(AFTER, declinedOrder({ siteUrl })));
    const settled = await Promise.all([job().run(worker()), job().run(worker())]);
    expect(settled[0]! + settled[1]!).toBeGreaterThanOrEqual(4);
    for (const place of places) {
      const { outcomes } = await read(place);
      expect(outcomes).toEqual(["late_approval"]);
    }
  });
});

test("a viewer may not settle or accept; another merchant's order is not found", async () => {
  const place = await evaluateWith(AFTER, declinedOrder({ siteUrl }));
  const of = (role: "viewer" | "merchant_admin", merchantId: string) =>
    userScope({ id: "usr_v", name: "V", role, merchantId }, { database: world.database });
  const viewer = of("viewer", "partner");
  await expect(settleAttempt(viewer, { ...place, attempt: 1 }, tools())).rejects.toThrow(PermissionError);
  await expect(acceptLateApproval(viewer, place)).rejects.toThrow(PermissionError);
  await expect(refundOrder(viewer, { ...place, amountMinor: 1 }, tools())).rejects.toThrow(PermissionError);
  const stranger = of("merchant_admin", world.beta.id);
  await expect(refundOrder(stranger, { ...place, amountMinor: 1 }, tools())).rejects.toThrow(NotFoundError);
  await expect(cancelOrder(stranger, place, tools())).rejects.toThrow(NotFoundError);
});
