import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attempts, idempotencyKeys, orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";

let world: World;
let live: string;
let siteUrl: string;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
  siteUrl = `https://${world.alpha.host}`;
});
afterAll(() => world.stop());

const evaluate = (json: unknown, by: Pick<World, "call"> = world) =>
  by.call("/v1/evaluate", { token: live, json });

test("fifty simultaneous firsts with one key make one call and get equal answers, over two gateways", async () => {
  const other = await world.anotherGateway();
  const order = declinedOrder({ siteUrl });
  await world.sandbox
    .control("production")
    .addFault({ path: "/v1/evaluate", kind: "slow", ms: 300, times: 1 });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => evaluate(order, index % 2 ? other : world)),
  );
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.body.status).toBe("APPROVED");
  expect(await world.upstream("production", order.orderId)).toHaveLength(1);
});

test("of two attempts at one order at the same moment one is sent and the other held back", async () => {
  const other = await world.anotherGateway();
  for (let round = 0; round < 5; round += 1) {
    const order = declinedOrder({ siteUrl });
    await world.sandbox
      .control("production")
      .addFault({ path: "/v1/evaluate", kind: "slow", ms: 150, times: 1 });
    const answers = await Promise.all([
      evaluate(order),
      evaluate({ ...order, idempotencyKey: newGuid() }, other),
      evaluate({ ...order, idempotencyKey: newGuid() }),
    ]);
    const approved = answers.filter(({ body }) => body.status === "APPROVED");
    // One that came so late that the first was settled is told its approval; before that it is held back.
    expect(new Set(approved.map(({ body }) => body.orderSessionKey)).size).toBe(1);
    for (const { body } of answers.filter((answer) => !approved.includes(answer))) {
      expect(body.customProperties).toMatchObject({ "switchboard.reason": "PREVIOUS_ATTEMPT_UNSETTLED" });
    }
    expect(await world.upstream("production", order.orderId)).toHaveLength(1);
  }
});

test("a request that died between its commits is told as not known, the same to every repeat", async () => {
  const order = declinedOrder({ siteUrl });
  const first = await evaluate(order);
  const { "switchboard.orderId": orderId } = first.body.customProperties as Record<string, string>;
  await inTenant(world.database, EVERY_TENANT, async (tx) => {
    const begun = { state: "unknown" as const, reason: null, flexchargeOrderId: null };
    await tx
      .update(attempts)
      .set({ ...begun, answeredAt: null })
      .where(eq(attempts.orderId, orderId!));
    await tx.update(orders).set(begun).where(eq(orders.id, orderId!));
    await tx
      .update(idempotencyKeys)
      .set({ answer: null, answerStatus: null, createdAt: new Date(Date.now() - 60_000) })
      .where(eq(idempotencyKeys.orderId, orderId!));
  });
  const repeats = await Promise.all([evaluate(order), evaluate(order), evaluate(order)]);
  for (const repeat of repeats) {
    expect(repeat.body).toMatchObject({
      status: "DECLINED",
      customProperties: { "switchboard.sent": "true", "switchboard.reason": "UPSTREAM_TIMEOUT" },
    });
    expect(repeat.body).toEqual(repeats[0]?.body);
  }
  expect(await world.upstream("production", order.orderId)).toHaveLength(1);
});

test("a key is free again after thirty days", async () => {
  const order = declinedOrder({ siteUrl });
  await evaluate(order);
  await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx
      .update(idempotencyKeys)
      .set({ createdAt: new Date(Date.now() - 31 * 86_400_000) })
      .where(eq(idempotencyKeys.key, String(order.idempotencyKey))),
  );
  const other = { ...order, orderId: newId("order") };
  expect((await evaluate(other)).body.status).toBe("APPROVED");
});
