import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { openDatabaseProxy } from "#db/testing/database-proxy.ts";
import { openTestGateway } from "#db/testing/gateway.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

test("while PostgreSQL is gone there are 503s and no acks; five seconds after it is back orders are sent again", async () => {
  const door = await openDatabaseProxy(world.appUrl);
  const database = openDatabase(door.url, { applicationName: "outage", poolMax: 3 });
  const gateway = await openTestGateway({ appUrl: door.url, database, flexcharge: world.flexcharge });
  const token = await gateway.bearer(world.alpha.keys.production);
  const evaluate = () => {
    const json = declinedOrder({ siteUrl: `https://${world.alpha.host}` });
    return gateway.call("/v1/evaluate", { token, json });
  };
  expect((await evaluate()).body.status).toBe("APPROVED");

  door.shut();
  const down = await Promise.all([evaluate(), evaluate(), gateway.call("/v1/orders", { token })]);
  for (const answer of down) {
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answer.text).not.toMatch(/ECONN|CONNECTION|postgres|at \w+/);
  }
  expect((await gateway.call("/readyz")).status).toBe(503);
  expect((await gateway.call("/livez")).status).toBe(200);

  door.open();
  const openedAt = performance.now();
  await expect.poll(async () => (await evaluate()).status, { timeout: 6_000, interval: 100 }).toBe(200);
  expect(performance.now() - openedAt).toBeLessThan(5_000);
  await gateway.stop();
  await database.close();
  await door.stop();
});
