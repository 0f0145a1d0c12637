import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

let world: World;
let live: string;
let siteUrl: string;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
  siteUrl = `https://${world.alpha.host}`;
});
afterAll(() => world.stop());

const evaluate = (json: unknown, token = live) => world.call("/v1/evaluate", { token, json });
const factsOf = async (orderId: unknown) => {
  const rows = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx
      .select()
      .from(ledgerEvents)
      .where(eq(ledgerEvents.orderId, String(orderId)))
      .orderBy(ledgerEvents.recordedAt, ledgerEvents.type),
  );
  return rows.map(({ type, attempt, state, sent, reason, amountMinor }) =>
    [type, attempt, state, sent, reason, amountMinor].join(" ").trim(),
  );
};

describe("the ledger is complete from the first evaluate", () => {
  test("an approved order: the decline, the decision, the outcome", async () => {
    const order = declinedOrder({ siteUrl });
    await evaluate(order);
    expect(await factsOf(order.orderId)).toEqual([
      "attempt 1    4599",
      "evaluate 1 unknown true  4599",
      "outcome 1 approved true  4599",
    ]);
    const rows = await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx
        .select()
        .from(ledgerEvents)
        .where(eq(ledgerEvents.orderId, String(order.orderId))),
    );
    for (const row of rows) {
      expect(row).toMatchObject({
        merchantId: world.alpha.id,
        environment: "production",
        siteId: world.alpha.siteId,
        channel: "cit_website",
        currency: "USD",
        source: "gateway",
      });
    }
    const told = Date.parse(String((order.transaction as { timestampUtc: string }).timestampUtc));
    expect(rows.find(({ type }) => type === "attempt")?.at.getTime()).toBe(told);
  });

  test("an order that was held back has no outcome, and its next attempt is counted by itself", async () => {
    const order = declinedOrder({ siteUrl, siteId: "nobody's" });
    await evaluate(order);
    expect(await factsOf(order.orderId)).toEqual([
      "attempt 1    4599",
      "evaluate 1 not_sent false UNKNOWN_SITE 4599",
    ]);
    const { siteId: _wrong, ...again } = order;
    const transaction = { ...(order.transaction as object), id: `${order.orderId}-2` };
    await evaluate({ ...again, transaction, idempotencyKey: "ledger-again" });
    expect((await factsOf(order.orderId)).slice(2)).toEqual([
      "attempt 2    4599",
      "evaluate 2 unknown true  4599",
      "outcome 2 approved true  4599",
    ]);
  });

  test("the same key again adds nothing; another decline of an approved order adds only that decline", async () => {
    const order = declinedOrder({ siteUrl });
    for (let round = 1; round <= 3; round += 1) await evaluate(order);
    expect(await factsOf(order.orderId)).toHaveLength(3);
    const transaction = { ...(order.transaction as object), id: `${order.orderId}-2` };
    await evaluate({ ...order, transaction, idempotencyKey: "ledger-repeat" });
    expect((await factsOf(order.orderId)).slice(3)).toEqual(["attempt     4599"]);
  });

  test("what certainly never arrived takes its `sent` back; what is not known stays open", async () => {
    const control = world.sandbox.control("production");
    const [refused, lost] = [declinedOrder({ siteUrl }), declinedOrder({ siteUrl })];
    await control.addFault({ path: "/v1/evaluate", kind: "status", status: 429, times: 1 });
    await evaluate(refused);
    expect((await factsOf(refused.orderId)).at(-1)).toBe(
      "outcome 1 not_sent false UPSTREAM_UNAVAILABLE 4599",
    );
    await control.addFault({ path: "/v1/evaluate", kind: "hangup", times: 1 });
    await evaluate(lost);
    expect(await factsOf(lost.orderId)).toHaveLength(2);
  });

  test("a refund and a submitted rebill, in minor units", async () => {
    const order = declinedOrder({ siteUrl });
    const { orderSessionKey } = (await evaluate(order)).body;
    await world.call(`/v1/orders/${orderSessionKey}/refund`, { token: live, json: { amountToRefund: 10.5 } });
    expect((await factsOf(order.orderId)).at(-1)).toBe("refund 1    1050");
    const rebill = declinedRebill({ siteUrl });
    await evaluate(rebill);
    expect((await factsOf(rebill.orderId)).at(-1)).toBe("outcome 1 submitted true  4599");
  });
});
