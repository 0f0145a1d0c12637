import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "./client.ts";
import { inTenantOneTrip } from "./one-trip.ts";
import { statement } from "./statement.ts";
import { EVERY_TENANT, inTenant } from "./tenant.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { openDatabaseProxy } from "./testing/database-proxy.ts";

let home: TestDatabase;
let door: Awaited<ReturnType<typeof openDatabaseProxy>>;
let database: Database;

beforeAll(async () => {
  home = await createTestDatabase();
  door = await openDatabaseProxy(home.appUrl);
  database = openDatabase(door.url, { applicationName: "test", poolMax: 2 });
});
afterAll(async () => {
  await database.close();
  await door.stop();
  await home.drop();
});

const breakConnections = () => {
  door.shut();
  door.open();
};

test("a connection that breaks inside a transaction rejects it, ends nobody, and the pool goes on", async () => {
  for (let round = 0; round < 4; round += 1) {
    const broken = inTenant(database, EVERY_TENANT, async (tx) => {
      await tx.execute(sql`SELECT 1`);
      const asleep = tx.execute(sql`SELECT pg_sleep(5)`);
      setImmediate(breakConnections);
      await asleep;
    });
    await expect(broken).rejects.toThrow();
    const rows = await inTenant(database, EVERY_TENANT, (tx) => tx.execute(sql`SELECT 1 AS one`));
    expect(rows[0]).toEqual({ one: 1 });
  }
});

test("the same in one trip, before and after its statements are prepared", async () => {
  for (let round = 0; round < 4; round += 1) {
    const broken = inTenantOneTrip(database, EVERY_TENANT, [statement`SELECT pg_sleep(${5}::float8)`]);
    setTimeout(breakConnections, 20);
    await expect(broken).rejects.toThrow();
    const [rows] = await inTenantOneTrip(database, EVERY_TENANT, [statement`SELECT ${round}::int AS round`]);
    expect(rows).toEqual([{ round }]);
  }
});

test("a statement that fails undoes the whole trip and leaves the connection in the pool", async () => {
  const change = statement`UPDATE partner SET name = ${"changed"} WHERE id = ${"partner"}`;
  await inTenant(database, EVERY_TENANT, (tx) =>
    tx.execute(
      sql`INSERT INTO partner (id, name, timezone, approval_policy) VALUES ('partner', 'as it was', 'UTC', 'none')`,
    ),
  );
  for (let round = 0; round < 4; round += 1) {
    const failing = inTenantOneTrip(database, EVERY_TENANT, [
      change,
      statement`SELECT 1 / ${0}::int`,
      change,
    ]);
    await expect(failing).rejects.toMatchObject({ code: "22012" });
  }
  const [rows] = await inTenantOneTrip(database, EVERY_TENANT, [statement`SELECT name FROM partner`]);
  expect(rows).toEqual([{ name: "as it was" }]);
});

test("a trip sees its tenant's rows only, and the next one on the same connection does not inherit it", async () => {
  const count = statement`SELECT count(*)::int AS n, current_setting('switchboard.tenant', true) AS tenant FROM config_versions`;
  await inTenantOneTrip(database, EVERY_TENANT, [
    statement`INSERT INTO config_versions (merchant_id, version) VALUES (${"mer_a"}, ${1}), (${"mer_b"}, ${1})`,
  ]);
  const of = async (tenant: string) => (await inTenantOneTrip(database, tenant, [count]))[0]?.[0];
  expect(await of("mer_a")).toEqual({ n: 1, tenant: "mer_a" });
  expect(await of("mer_c")).toEqual({ n: 0, tenant: "mer_c" });
  const bare = await database.drizzle.execute(
    sql`SELECT current_setting('switchboard.tenant', true) AS tenant`,
  );
  expect(bare[0]?.tenant || null).toBeNull();
});
