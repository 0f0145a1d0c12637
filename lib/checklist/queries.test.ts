import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attempts, orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { apiKeyScope, userScope } from "#lib/access/open-scope.ts";
import { setMitEnablement } from "#lib/merchants/set-mit-enablement.ts";
import { listLateDeadlines } from "#lib/orders/queries/list-late-deadlines.ts";
import type { AttemptState } from "#lib/terms.ts";
import { listAtFlexcharge, listWaiting } from "./queries.ts";

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

test("each merchant's orders without an answer are counted, with the oldest one's time", async () => {
  const waiting = await listWaiting(viewer("*"), "production");
  expect([...waiting]).toEqual([[world.alpha.id, { unsettled: { count: 1, since: ago(2).toISOString() } }]]);
  expect((await listWaiting(viewer("*"), "sandbox")).size).toBe(0);
});

test("a merchant's key sees its own only", async () => {
  const key = { id: "key_1", name: "own", merchantId: world.beta.id };
  const waiting = await listWaiting(apiKeyScope(key, { database: world.database }), "production");
  expect([...waiting.keys()]).toEqual([]);
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

test("what only FlexCharge can move on is listed with who asked for it, to those it concerns", async () => {
  expect(await listAtFlexcharge(viewer("*"), "production")).toEqual([]);
  const asked = { merchantId: world.beta.id, environment: "production", mit: "requested" } as const;
  expect(await setMitEnablement(world.scope, asked)).toMatchObject({ ok: true });
  const line = { merchantId: world.beta.id, merchantName: "beta", what: "mit", by: "Switchboard seed" };
  expect(await listAtFlexcharge(viewer("*"), "production")).toMatchObject([line]);
  expect(await listAtFlexcharge(viewer("*"), "sandbox")).toEqual([]);
  const stranger = userScope(
    { id: "usr_2", name: "Bo", role: "merchant_viewer", merchantId: world.alpha.id },
    { database: world.database },
  );
  expect(await listAtFlexcharge(stranger, "production")).toEqual([]);
});
