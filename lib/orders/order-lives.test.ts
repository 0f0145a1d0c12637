import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { webhookEvents } from "#db/schema/webhooks.ts";
import { seededRandom } from "#db/seed/demo/random.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { newGuid } from "#lib/kit/ids.ts";
import type { AttemptState, RefundState } from "#lib/terms.ts";
import { HEARD_EVENTS, hear } from "./internal/life-rule.ts";
import { recordOutcome } from "./record-outcome.ts";
import { FINAL_RANK, moneyOf, RANKS } from "./rules.ts";

const SEED = 20261120;
const LIVES = 2_500;
const LIVES_IN_DATABASE = 30;
const STARTS = ["unknown", "submitted", "challenge", "capture_required"] as const;

const isEnd = (state: AttemptState) => RANKS[state] === FINAL_RANK;

test(`${LIVES} lives: a finished attempt never changes, and refunds never exceed what was approved`, () => {
  const random = seededRandom(SEED);
  const ends = new Map<AttemptState, number>();
  for (let life = 0; life < LIVES; life += 1) {
    let state: AttemptState = random.pick(STARTS);
    const isMit = random.chance(0.5);
    const amountMinor = random.between(1, 10_000);
    const refunds: { state: RefundState; amountMinor: number }[] = [];
    for (let step = 0; step < 12; step += 1) {
      const before: AttemptState = state;
      state = hear({ state, isMit, cancelAsked: random.chance(0.2) }, random.pick(HEARD_EVENTS)).state;
      if (isEnd(before)) expect(state).toBe(before);
      const wished = random.between(1, amountMinor);
      if (wished <= moneyOf({ state, amountMinor }, refunds).remainingMinor) {
        refunds.push({ state: "requested", amountMinor: wished });
      }
      const open = refunds.find((refund) => refund.state === "requested" || refund.state === "unconfirmed");
      if (open) open.state = random.pick(["confirmed", "failed", "unconfirmed"] as const);
      const money = moneyOf({ state, amountMinor }, refunds);
      expect(money.refundedMinor + money.openMinor).toBeLessThanOrEqual(amountMinor);
    }
    ends.set(state, (ends.get(state) ?? 0) + 1);
  }
  for (const state of ["approved", "declined", "cancelled", "expired"] as const) {
    expect(ends.get(state)).toBeGreaterThan(50);
  }
});

let home: TestDatabase;
let database: Database;
beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 4 });
  await insertMerchants(database, "mer_a");
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

/** The program died before its commit. */
class Killed extends Error {}

test("lives in the database end once, with crashes, duplicates and two who tell at the same time", async () => {
  const random = seededRandom(SEED + 1);
  const scope = systemScope("worker", { database });
  const begunAt = new Date(Date.now() - 86_400_000);
  for (let life = 0; life < LIVES_IN_DATABASE; life += 1) {
    const orderId = `ord_life${life}`;
    const facts = { merchantId: "mer_a", channel: "mit" as const, amountMinor: 4_599, currency: "USD" };
    const shown = { ...facts, state: "submitted" as const, sent: true, transactionId: `t-${life}` };
    await inScope(scope, async (tx) => {
      await tx.insert(orders).values({
        ...{ ...shown, id: orderId, environment: "production", externalId: orderId, sessionKey: newGuid() },
        ...{ channelSource: "isMIT", declinedAt: begunAt, declinedAtGiven: true, receivedAt: begunAt },
        ...{ updatedAt: begunAt, responseCode: "203", responseCodeSource: "nmi" },
      });
      await tx.insert(attempts).values({
        ...{ ...shown, orderId, number: 1, target: "production", switchVersion: 1, trace: "{}" },
        ...{ upstreamKey: newGuid(), begunAt, flexchargeOrderId: newGuid() },
      });
    });
    const place = { merchantId: "mer_a", orderId, attempt: 1 };
    const words = Array.from({ length: 6 }, () => random.pick(HEARD_EVENTS));
    const tell = (event: (typeof words)[number], dies: boolean) =>
      inScope(scope, async (tx) => {
        const source = random.chance(0.5) ? ("notice" as const) : ("poll" as const);
        await recordOutcome(tx, scope, place, { event, at: new Date(), source, flexchargeOrderId: null });
        if (dies) throw new Killed();
      }).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
    for (const word of words) {
      if (random.chance(0.3)) await tell(word, true);
      await Promise.all([tell(word, false), tell(word, random.chance(0.3))]);
    }
    await inScope(scope, async (tx) => {
      const [attempt] = await tx.select().from(attempts).where(eq(attempts.orderId, orderId));
      const [order] = await tx.select().from(orders).where(eq(orders.id, orderId));
      const outcomes = await tx
        .select()
        .from(ledgerEvents)
        .where(and(eq(ledgerEvents.orderId, orderId), eq(ledgerEvents.type, "outcome")));
      const finals = outcomes.filter(({ state }) => state !== null && isEnd(state));
      const told = await tx.select().from(webhookEvents).where(eq(webhookEvents.orderId, orderId));
      const recorded = await tx
        .select()
        .from(orderEvents)
        .where(and(eq(orderEvents.orderId, orderId), eq(orderEvents.type, "outcome.recorded")));
      expect(order?.state).toBe(attempt?.state);
      expect(finals.map(({ state }) => state)).toEqual(isEnd(order!.state) ? [order?.state] : []);
      expect(recorded).toHaveLength(outcomes.length);
      expect(new Set(told.map(({ effectKey }) => effectKey)).size).toBe(told.length);
    });
  }
}, 60_000);
