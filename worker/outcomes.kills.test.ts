import { eq } from "drizzle-orm";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { attempts } from "#db/schema/orders.ts";
import { refunds } from "#db/schema/refunds.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { noticeStory } from "#db/testing/notice-story.ts";
import { startTestProgram } from "#db/testing/program.ts";
import { freePort } from "../scripts/embedded-postgres.mjs";

const patient = { timeout: 30_000, interval: 20 };
let world: World;
let story: ReturnType<typeof noticeStory>;
let owner: Sql;
beforeAll(async () => {
  world = await createWorld();
  story = noticeStory(world);
  owner = postgres(world.ownerUrl, { max: 2, onnotice: () => {} });
  // No other notice comes than those of our own making.
  await control().webhooks("drop");
}, 90_000);
afterAll(async () => {
  await owner.end();
  await world.stop();
});
const control = () => world.sandbox.control("production");

async function startWorker() {
  const port = await freePort();
  const env = {
    ...{ DATABASE_URL: world.appUrl, WORKER_PORT: String(port), LOG_LEVEL: "error" },
    FLEXCHARGE_SANDBOX_URL: world.sandbox.sandboxUrl,
    FLEXCHARGE_PRODUCTION_URL: world.sandbox.productionUrl,
    SWITCHBOARD_ENCRYPTION_KEY: String(process.env.SWITCHBOARD_ENCRYPTION_KEY),
  };
  const worker = await startTestProgram("worker/main.ts", env, `http://localhost:${port}/readyz`);
  onTestFinished(async () => void (await worker.end("SIGKILL")));
  return worker;
}

/** Keeps a worker from writing while `meet` happens, and kills it when it waits at the statement that begins so. */
async function killAt(
  statement: string,
  hold: (tx: TransactionSql) => Promise<unknown>,
  meet: () => Promise<unknown> = async () => {},
) {
  const waiting = () => owner`
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
      AND application_name = 'switchboard-worker' AND query ILIKE ${`${statement}%`}`;
  await owner.begin(async (tx) => {
    await hold(tx);
    const worker = await startWorker();
    await meet();
    await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), patient);
    expect(await worker.end("SIGKILL")).toMatchObject({ by: "SIGKILL" });
  });
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), patient);
}
const LOCK_ORDER = 'select %from "orders" where %for update';
const lockOrder = (externalId: string) => (tx: TransactionSql) =>
  tx`SELECT 1 FROM orders WHERE external_id = ${externalId} FOR UPDATE`;
/** What a killed worker had taken is due again when its lease is over. */
const pollsAreDue = () => owner`UPDATE attempts SET poll_at = now() WHERE poll_at IS NOT NULL`;
const noticesAreDue = () => owner`UPDATE notices SET process_at = now() WHERE process_at IS NOT NULL`;

test("a worker that is killed between FlexCharge's word on a rebill and the row asks again: it is approved and told once", async () => {
  const order = await story.submitted();
  await control().driveOrder(order.id, "approve");
  await pollsAreDue();
  const asked = async () => (await control().calls({ path: `/v1/orders/${order.id}` })).length;
  await killAt(LOCK_ORDER, lockOrder(order.externalId));
  expect(await asked()).toBe(1);
  expect(await story.orderOf(order)).toMatchObject({ state: "submitted" });
  expect(await story.told(order)).toEqual([]);
  await pollsAreDue();
  await startWorker();
  await vi.waitFor(
    async () => expect(await story.orderOf(order)).toMatchObject({ state: "approved" }),
    patient,
  );
  expect(await asked()).toBe(2);
  expect((await story.told(order)).map(({ event }) => event)).toEqual(["order.completed"]);
  const outcomes = (await story.ledger(order)).filter(({ type }) => type === "outcome");
  expect(outcomes.map(({ state, source }) => [state, source])).toEqual([
    ["submitted", "gateway"],
    ["approved", "poll"],
  ]);
  const [attempt] = await story.all((tx) =>
    tx.select().from(attempts).where(eq(attempts.flexchargeOrderId, order.id)),
  );
  expect(attempt).toMatchObject({ endedBy: "poll", pollAt: null });
}, 180_000);

test("a notice that was acknowledged outlives the worker that was killed while it applied it, and is applied once", async () => {
  const order = await story.submitted();
  await killAt(LOCK_ORDER, lockOrder(order.externalId), async () => {
    const fields = { Event: "order.cancelled", OrderId: order.id, ExternalOrderId: order.externalId };
    expect((await story.post(world.alpha, fields)).status).toBe(200);
  });
  expect(await story.noticesOf(order.id)).toMatchObject([{ state: "received", tries: 1 }]);
  expect(await story.orderOf(order)).toMatchObject({ state: "submitted" });
  await noticesAreDue();
  await startWorker();
  await story.until(order.id, ["order.cancelled applied"]);
  expect(await story.orderOf(order)).toMatchObject({ state: "declined" });
  const [notice] = await story.noticesOf(order.id);
  expect(await story.told(order)).toEqual([{ event: "order.cancelled", body: notice?.body.toString() }]);
  const outcomes = (await story.ledger(order)).filter(({ type }) => type === "outcome");
  expect(outcomes.map(({ state }) => state)).toEqual(["submitted", "declined"]);
}, 180_000);

test("a worker that is killed between FlexCharge's sum of refunds and the row asks again: the refund is booked once", async () => {
  const order = await story.evaluate(declinedOrder());
  expect(order.status).toBe("APPROVED");
  await control().driveOrder(order.id, "refund", { amount: 1500 });
  const asked = async () => (await control().calls({ path: `/v1/orders/${order.id}` })).length;
  const stopRefunds = (tx: TransactionSql) => tx`LOCK TABLE refunds IN SHARE MODE`;
  await killAt('insert into "refunds"', stopRefunds, async () => {
    const told = { EventData: { amount: 1500, currency: "USD" }, ExternalOrderId: order.externalId };
    const fields = { Event: "order.refunded", OrderId: order.id, ...told };
    expect((await story.post(world.alpha, fields)).status).toBe(200);
  });
  expect(await asked()).toBe(1);
  expect(await story.noticesOf(order.id)).toMatchObject([{ state: "received" }]);
  await noticesAreDue();
  await startWorker();
  await story.until(order.id, ["order.refunded applied"]);
  expect(await asked()).toBeGreaterThanOrEqual(2);
  expect(await story.orderOf(order)).toMatchObject({ refundedMinor: 1500 });
  const booked = await story.all((tx) => tx.select().from(refunds));
  expect(booked.map(({ state, amountMinor }) => [state, amountMinor])).toEqual([["external", 1500]]);
}, 180_000);
