import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { apiKeyScope } from "#lib/access/open-scope.ts";
import { listOrderTransmits } from "./list-order-transmits.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

test("an order's copies are found by its transactions, once each, and only by its own merchant", async () => {
  const token = await world.bearer(world.alpha.keys.production);
  const { idempotencyKey: _key, ...body } = declinedOrder({
    orderId: "copied-1",
    siteUrl: `https://${world.alpha.host}`,
  });
  const told = await world.call("/v1/transmit", { token, json: body });
  expect(told.status).toBe(200);
  await world.call("/v1/transmit", { token, json: body });

  const order = { merchantId: world.alpha.id, environment: "production" as const, externalId: "copied-1" };
  const { id: transactionId } = body.transaction as { id: string };
  const attempts = [
    { number: 1, transactionId },
    { number: 2, transactionId: "never-copied" },
  ];
  const reader = (merchantId: string) =>
    apiKeyScope({ id: "key_1", name: "own", merchantId }, { database: world.database });
  await vi.waitFor(async () => {
    expect(await listOrderTransmits(reader(world.alpha.id), order, attempts)).toMatchObject([
      { id: told.body.transmitId, attempt: 1, state: "queued" },
    ]);
  });
  expect(await listOrderTransmits(reader(world.beta.id), order, attempts)).toEqual([]);
});
