import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { orders } from "#db/schema/orders.ts";
import { type Random, seededRandom } from "#db/seed/demo/random.ts";
import { openReceiver, type Receiver } from "#db/testing/receiver.ts";
import { openWebhookWorld, type WebhookWorld } from "#db/testing/webhook-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { newGuid } from "#lib/kit/ids.ts";
import type { AttemptState } from "#lib/terms.ts";
import { ATTEMPTS_MAX } from "#lib/webhooks/rules.ts";
import { HEARD_EVENTS, hear } from "./internal/life-rule.ts";
import type { OrderRow } from "./internal/move-attempt.ts";
import { tellMerchant } from "./internal/tell-merchant.ts";

const SEED = 20261121;
const LIVES = 2_000;
const LIVES_A_TRANSACTION = 50;
const WORDS = 4;
/** Of so many orders the merchant's server never takes an event of one. */
const REFUSES_EVERY = 40;
const EVENTS: Partial<Record<AttemptState, string>> = {
  ...{ approved: "order.completed", expired: "order.expired", capture_required: "order.capturerequired" },
  ...{ declined: "order.cancelled", cancelled: "order.cancelled" },
};

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
const numberOf = (orderId: string) => Number(orderId.slice("ord_".length));

function begin(lives: number[]): Promise<OrderRow[]> {
  const begunAt = new Date(Date.now() - 86_400_000);
  const rows = lives.map((life): typeof orders.$inferInsert => ({
    ...{ merchantId: "mer_a", id: `ord_${life}`, environment: "production", externalId: `ord_${life}` },
    ...{ state: "submitted", sent: true, channel: "mit", channelSource: "isMIT", sessionKey: newGuid() },
    ...{ amountMinor: 4_599, currency: "USD", transactionId: `t-${life}`, responseCode: "203" },
    ...{ declinedAt: begunAt, declinedAtGiven: true, receivedAt: begunAt, updatedAt: begunAt },
    responseCodeSource: "nmi",
  }));
  return inScope(world.system, (tx) => tx.insert(orders).values(rows).returning());
}

/** The states that an order comes to by words in any order. */
function live(random: Random): AttemptState[] {
  const states: AttemptState[] = [];
  let state: AttemptState = "submitted";
  for (let word = 0; word < WORDS; word += 1) {
    const life = { state, isMit: true, cancelAsked: random.chance(0.2) };
    const jump = hear(life, random.pick(HEARD_EVENTS));
    if (jump.kind === "moved") states.push(jump.state);
    state = jump.state;
  }
  return states;
}

test(`of ${LIVES} lives every event is told once, and delivered or in dead letters, whoever dies on the way`, async () => {
  const random = seededRandom(SEED);
  // An endpoint for each event, so that they share the work.
  for (const event of new Set(Object.values(EVENTS))) {
    await world.endpoint(receiver.url(event), { events: [event] });
  }
  const expected: string[] = [];
  for (let first = 0; first < LIVES; first += LIVES_A_TRANSACTION) {
    const begun = await begin(Array.from({ length: LIVES_A_TRANSACTION }, (_, place) => first + place));
    const stories = begun.map((order) => ({ order, states: live(random) }));
    const tell = (dies: boolean) =>
      inScope(world.system, async (tx) => {
        const of = {
          at: new Date(),
          source: random.pick(["notice", "poll"] as const),
          flexchargeOrderId: null,
        };
        for (const { order, states } of stories) {
          for (const state of states) await tellMerchant(tx, order, { number: 1 }, { ...of, state });
        }
        if (dies) throw new Killed();
      }).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
    // Some die before they have written, some are told again by a second worker.
    if (random.chance(0.3)) await tell(true);
    await tell(false);
    if (random.chance(0.3)) await tell(false);
    for (const { order, states } of stories) {
      expected.push(...states.flatMap((state) => (EVENTS[state] ? `${order.id} ${EVENTS[state]}` : [])));
    }
  }

  receiver.answerWith(({ body }, response) => {
    if (numberOf(JSON.parse(body).ExternalOrderId) % REFUSES_EVERY === 0) response.writeHead(500).end();
    else if (random.chance(0.9)) response.writeHead(200).end();
    else if (random.chance(0.5)) response.writeHead(503).end();
    else response.destroy();
  });
  for (const _ of [1, 2]) world.work();
  for (let round = 0; round < ATTEMPTS_MAX + 5; round += 1) {
    let looks = 0;
    await vi.waitFor(
      async () => {
        looks += 1;
        // Those who hold these are gone: what they heard they never write.
        if (looks === 2 || looks % 40 === 6)
          await world.owner`UPDATE deliveries SET leased_until = created_at WHERE leased_until IS NOT NULL`;
        const now = world.clock.now();
        const [row] = await world.owner`SELECT count(*)::int AS due FROM deliveries WHERE next_at <= ${now}`;
        expect(row?.due).toBe(0);
      },
      { timeout: 120_000, interval: 50 },
    );
    const [row] = await world.owner`SELECT max(next_at) AS last FROM deliveries`;
    if (!row?.last) break;
    world.pass(row.last.getTime() - world.clock.now().getTime() + 1);
  }
  await world.rest();

  const told = await world.owner`
    SELECT e.order_id, e.event, array_agg(d.state) AS states, max(d.tries)::int AS tries FROM webhook_events e
    LEFT JOIN deliveries d ON d.merchant_id = e.merchant_id AND d.event_id = e.id GROUP BY e.id, e.order_id, e.event`;
  expect(told.map(({ order_id, event }) => `${order_id} ${event}`).sort()).toEqual(expected.sort());
  expect(told.length).toBeGreaterThan(LIVES);
  const ends = { delivered: 0, dead: 0 };
  const taken = receiver.heard.filter(({ status }) => status === 200);
  const wellHeard = new Set(
    taken.map(({ path, body }) => `${JSON.parse(body).ExternalOrderId} ${path.slice(1)}`),
  );
  for (const { order_id, event, states, tries } of told) {
    expect(states).toEqual([expect.stringMatching(/^(delivered|dead)$/)]);
    ends[states[0] as keyof typeof ends] += 1;
    if (states[0] === "delivered") expect(wellHeard).toContain(`${order_id} ${event}`);
    else expect([numberOf(order_id) % REFUSES_EVERY, tries]).toEqual([0, ATTEMPTS_MAX]);
  }
  expect(ends.dead).toBeGreaterThan(10);
  // Who died had been heard: some came twice, under their one id.
  const ids = new Set(taken.map(({ headers }) => headers["webhook-id"]));
  expect(ids.size).toBe(ends.delivered);
  expect(taken.length).toBeGreaterThan(ends.delivered);
}, 300_000);
