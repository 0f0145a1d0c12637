import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { attempts, orders } from "#db/schema/orders.ts";
import { type Random, seededRandom } from "#db/seed/demo/random.ts";
import { openReceiver, type Receiver } from "#db/testing/receiver.ts";
import { openWebhookWorld, type WebhookWorld } from "#db/testing/webhook-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { ATTEMPTS_MAX } from "#lib/webhooks/rules.ts";
import { HEARD_EVENTS } from "./internal/life-rule.ts";
import { recordExternalRefund } from "./record-external-refund.ts";
import { recordOutcome } from "./record-outcome.ts";

const SEED = 20261121;
const LIVES = 2_000;
const LANES = 4;
const WORDS = 2;
const AMOUNT = 4_599;
/** Of so many orders the merchant's server never takes one event of one. */
const REFUSES_EVERY = 40;

let world: WebhookWorld;
let receiver: Receiver;
beforeAll(async () => {
  world = await openWebhookWorld();
  receiver = await openReceiver();
});
afterAll(async () => {
  await world.close();
  await receiver.stop();
});

/** The worker died before its commit. */
class Killed extends Error {}
const idOf = (life: number) => `ord_told${life}`;
const begunAt = new Date(Date.now() - 86_400_000);

async function begin(lives: number[]): Promise<void> {
  const told = lives.map((life) => {
    const shown = {
      ...{ merchantId: "mer_a", state: "submitted" as const, sent: true, transactionId: `t-${life}` },
      ...{ channel: "mit" as const, amountMinor: AMOUNT, currency: "USD" },
    };
    const order: typeof orders.$inferInsert = {
      ...{
        ...shown,
        id: idOf(life),
        environment: "production",
        externalId: idOf(life),
        sessionKey: newGuid(),
      },
      ...{ channelSource: "isMIT", declinedAt: begunAt, declinedAtGiven: true, receivedAt: begunAt },
      ...{ updatedAt: begunAt, responseCode: "203", responseCodeSource: "nmi" },
    };
    const attempt: typeof attempts.$inferInsert = {
      ...{ ...shown, orderId: idOf(life), number: 1, target: "production", switchVersion: 1, trace: "{}" },
      ...{ upstreamKey: newGuid(), begunAt, flexchargeOrderId: newGuid() },
    };
    return { order, attempt };
  });
  await inScope(world.system, async (tx) => {
    await tx.insert(orders).values(told.map(({ order }) => order));
    await tx.insert(attempts).values(told.map(({ attempt }) => attempt));
  });
}

/** Words in any order, some twice, some heard by a worker that dies; sums of portal refunds, older ones last. */
async function live(life: number, random: Random): Promise<void> {
  const place = { merchantId: "mer_a", orderId: idOf(life), attempt: 1 };
  const sums = Array.from({ length: 3 }, () => random.between(0, AMOUNT));
  const hear = (dies: boolean) =>
    inScope(world.system, async (tx) => {
      const source = random.chance(0.5) ? ("notice" as const) : ("poll" as const);
      const heard = { event: random.pick(HEARD_EVENTS), at: new Date(), source, flexchargeOrderId: null };
      await recordOutcome(tx, world.system, place, heard);
      if (random.chance(0.3)) await recordOutcome(tx, world.system, place, heard);
      if (life % 20 === 0) {
        const told = { paidBackMinor: random.pick(sums), at: new Date(), noticeId: null };
        await recordExternalRefund(tx, world.system, place, told);
      }
      if (dies) throw new Killed();
    }).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
  for (let word = 0; word < WORDS; word += 1) await hear(random.chance(0.2));
}

test(`of ${LIVES} lives every event is told once, and delivered or in dead letters, whoever dies on the way`, async () => {
  const random = seededRandom(SEED);
  // An endpoint for each event, so that they share the work.
  const events = ["order.completed", "order.cancelled", "order.expired", "order.capturerequired"];
  for (const event of events) await world.endpoint(receiver.url(event), { events: [event] });
  const lives = Array.from({ length: LIVES }, (_, life) => life);
  for (let start = 0; start < LIVES; start += 500) await begin(lives.slice(start, start + 500));
  const lane = async () => {
    for (let life = lives.shift(); life !== undefined; life = lives.shift()) await live(life, random);
  };
  await Promise.all(Array.from({ length: LANES }, lane));

  receiver.answerWith(({ body }, response) => {
    const life = Number(String(JSON.parse(body).ExternalOrderId).slice(idOf(0).length - 1));
    if (life % REFUSES_EVERY === 0) response.writeHead(500).end();
    else if (random.chance(0.9)) response.writeHead(200).end();
    else if (random.chance(0.5)) response.writeHead(503).end();
    else response.destroy();
  });
  for (const _ of [1, 2]) world.work();
  for (let round = 0; round < ATTEMPTS_MAX + 5; round += 1) {
    // Those who hold these are gone: what they heard they never write.
    await world.owner`UPDATE deliveries SET leased_until = created_at WHERE leased_until IS NOT NULL`;
    await vi.waitFor(
      async () => {
        const now = world.clock.now();
        const [row] = await world.owner`SELECT count(*)::int AS due FROM deliveries WHERE next_at <= ${now}`;
        expect(row?.due).toBe(0);
      },
      { timeout: 60_000, interval: 50 },
    );
    const [row] = await world.owner`SELECT max(next_at) AS last FROM deliveries`;
    if (!row?.last) break;
    world.pass(row.last.getTime() - world.clock.now().getTime() + 1);
  }
  await world.rest();

  const told = await world.owner`
    SELECT e.order_id, e.event, array_agg(d.state) AS states, max(d.tries)::int AS tries FROM webhook_events e
    LEFT JOIN deliveries d ON d.merchant_id = e.merchant_id AND d.event_id = e.id GROUP BY e.id, e.order_id, e.event`;
  // One event for each end, and for each capture that was asked for.
  const outcomes = await world.owner`
    SELECT order_id, CASE state WHEN 'approved' THEN 'order.completed' WHEN 'expired' THEN 'order.expired'
      WHEN 'capture_required' THEN 'order.capturerequired' ELSE 'order.cancelled' END AS event
    FROM ledger_events WHERE type = 'outcome' AND state NOT IN ('submitted', 'challenge')`;
  const named = (rows: Iterable<Record<string, unknown>>) =>
    [...rows].map((row) => `${row.order_id} ${row.event}`).sort();
  expect(named(told)).toEqual(named(outcomes));
  expect(told.length).toBeGreaterThan(LIVES / 2);
  const ends = { delivered: 0, dead: 0 };
  const heardWell = new Set(
    receiver.heard.filter(({ status }) => status === 200).map(({ body }) => JSON.parse(body).ExternalOrderId),
  );
  for (const { order_id, states, tries } of told) {
    expect(states).toEqual([expect.stringMatching(/^(delivered|dead)$/)]);
    ends[states[0] as keyof typeof ends] += 1;
    if (states[0] === "delivered") expect(heardWell).toContain(order_id);
    else expect(tries).toBe(ATTEMPTS_MAX);
  }
  expect(ends.dead).toBeGreaterThan(10);

  const ended = await world.owner`
    SELECT o.id, o.state, o.refunded_minor AS refunded, array_remove(array_agg(l.state), NULL) AS ends FROM orders o
    LEFT JOIN ledger_events l ON l.order_id = o.external_id AND l.merchant_id = o.merchant_id AND l.type = 'outcome'
      AND l.state IN ('approved', 'declined', 'cancelled', 'expired')
    GROUP BY o.merchant_id, o.id`;
  for (const { state, refunded, ends } of ended) {
    const isOver = ["approved", "declined", "cancelled", "expired"].includes(state);
    expect(ends).toEqual(isOver ? [state] : []);
    expect(Number(refunded)).toBeLessThanOrEqual(AMOUNT);
  }
}, 180_000);
