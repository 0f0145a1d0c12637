import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attempts, orders } from "#db/schema/orders.ts";
import { transmitRetries } from "#db/schema/transmits.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { apiKeyScope, userScope } from "#lib/access/open-scope.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { listLateDeadlines } from "#lib/orders/queries/list-late-deadlines.ts";
import type { AttemptState } from "#lib/terms.ts";
import { listWaiting } from "./queries.ts";

let world: World;
const HOUR_MS = 3_600_000;
const now = new Date();
const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);

beforeAll(async () => {
  world = await createWorld();
  await placeOrder("late-1", "late_approval", ago(3));
  await placeOrder("late-2", "late_approval", ago(5));
  await placeOrder("open-old", "unknown", ago(2));
  await placeOrder("open-new", "unknown", ago(0.1));
  await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.insert(transmitRetries).values({
      ...{
        merchantId: world.beta.id,
        transmitId: newGuid(),
        environment: "production",
        externalId: "copy-1",
      },
      ...{ receivedAt: ago(80), state: "dead", attempts: 9, nextAt: ago(4), failedAt: ago(4) },
      lastError: "refused with 400",
    }),
  );
});
afterAll(() => world.stop());

/** An order of alpha's whose attempt has come into `state` at `at`. */
async function placeOrder(externalId: string, state: AttemptState, at: Date): Promise<void> {
  const token = await world.bearer(world.alpha.keys.production);
  const json = declinedOrder({ orderId: externalId, siteUrl: `https://${world.alpha.host}` });
  const answer = await world.call("/v1/evaluate", { token, json });
  expect(answer.body.status).toBe("APPROVED");
  await inTenant(world.database, EVERY_TENANT, async (tx) => {
    const [order] = await tx
      .update(orders)
      .set({ state })
      .where(eq(orders.externalId, externalId))
      .returning({ id: orders.id });
    await tx
      .update(attempts)
      .set({ state, begunAt: at, answeredAt: state === "unknown" ? null : at })
      .where(and(eq(attempts.merchantId, world.alpha.id), eq(attempts.orderId, order?.id ?? "")));
  });
}

const viewer = (merchantId: string) =>
  userScope({ id: "usr_1", name: "Ana", role: "viewer", merchantId }, { database: world.database });

test("each merchant's waiting orders and copies are counted, with the oldest one's time", async () => {
  const waiting = await listWaiting(viewer("*"), "production");
  expect(waiting.get(world.alpha.id)).toEqual({
    lateApprovals: { count: 2, since: ago(5).toISOString() },
    unsettled: { count: 1, since: ago(2).toISOString() },
  });
  expect(waiting.get(world.beta.id)).toEqual({ deadTransmits: { count: 1, since: ago(4).toISOString() } });
  expect((await listWaiting(viewer("*"), "sandbox")).size).toBe(0);
});

test("a merchant's key sees its own only", async () => {
  const key = { id: "key_1", name: "own", merchantId: world.beta.id };
  const waiting = await listWaiting(apiKeyScope(key, { database: world.database }), "production");
  expect([...waiting.keys()]).toEqual([world.beta.id]);
});

test("a late approval's time to decide ends by the merchant's hours, also where no rule decides", async () => {
  const found = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.select().from(orders).where(eq(orders.merchantId, world.alpha.id)),
  );
  const deadlines = await listLateDeadlines(viewer("*"), found);
  const first = found.find(({ externalId }) => externalId === "late-1");
  expect(Object.keys(deadlines)).toHaveLength(2);
  expect(deadlines[first?.id ?? ""]).toEqual({
    since: ago(3).toISOString(),
    dueAt: ago(3 - 24).toISOString(),
    policy: "ask",
  });
});
