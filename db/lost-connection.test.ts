import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "./client.ts";
import { inTenantOneTrip } from "./one-trip.ts";
import { configVersions } from "./schema/switching.ts";
import { insertInto, statement } from "./statement.ts";
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

test("work that outlives its broken transaction commits nothing and ends nobody", async () => {
  for (const end of ["returns", "throws"]) {
    const outlived = inTenant(database, EVERY_TENANT, async (tx) => {
      await tx.execute(sql`SELECT 1`);
      breakConnections();
      await new Promise((resolve) => setTimeout(resolve, 150));
      if (end === "throws") throw new Error("for another reason");
    });
    await expect(outlived, end).rejects.toThrow(/CONNECTION_CLOSED/);
    // The driver's write into nothing would come now.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const rows = await inTenant(database, EVERY_TENANT, (tx) => tx.execute(sql`SELECT 1 AS one`));
    expect(rows[0]).toEqual({ one: 1 });
  }
});

test("the same in one trip, before and after its statements are prepared", async () => {
  for (let round = 0; round < 4; round += 1) {
    // One that breaks while it is being made is another story: the driver forgets who waits for it.
    await inTenant(database, EVERY_TENANT, (tx) => tx.execute(sql`SELECT 1`));
    const sleep = { asleep: statement`SELECT pg_sleep(${5}::float8) FROM tenant` };
    const broken = inTenantOneTrip(database, EVERY_TENANT, sleep, "SELECT FROM asleep");
    setTimeout(breakConnections, 20);
    await expect(broken).rejects.toThrow();
    const counted = { counted: statement`SELECT ${round}::int AS round FROM tenant` };
    const next = () => inTenantOneTrip(database, EVERY_TENANT, counted, "SELECT * FROM counted");
    await expect.poll(() => next().catch(() => null), { timeout: 5_000 }).toEqual([{ round }]);
  }
});

test("a statement that fails undoes the whole trip and leaves the connection in the pool", async () => {
  const changed = statement`
    UPDATE partner SET name = ${"changed"} WHERE id = ${"partner"} AND EXISTS (SELECT FROM tenant) RETURNING id`;
  await inTenant(database, EVERY_TENANT, (tx) =>
    tx.execute(
      sql`INSERT INTO partner (id, name, timezone, approval_policy) VALUES ('partner', 'as it was', 'UTC', 'none')`,
    ),
  );
  for (let round = 0; round < 4; round += 1) {
    const failing = { changed, failed: statement`SELECT 1 / ${0}::int AS nothing FROM changed` };
    const trip = inTenantOneTrip(database, EVERY_TENANT, failing, "SELECT * FROM failed");
    await expect(trip).rejects.toMatchObject({ code: "22012" });
  }
  const named = { named: statement`SELECT name FROM partner WHERE id = ${"partner"}` };
  const rows = await inTenantOneTrip(database, EVERY_TENANT, named, "SELECT * FROM named");
  expect(rows).toEqual([{ name: "as it was" }]);
});

test("a trip sees its tenant's rows only, and the next one on the same connection does not inherit it", async () => {
  const versions = ["mer_a", "mer_b"].map((merchantId) => ({ merchantId, version: 1 }));
  await inTenantOneTrip(database, EVERY_TENANT, { planted: insertInto(configVersions, versions) });
  const seen = statement`
    SELECT count(*)::int AS n, current_setting('switchboard.tenant', true) AS tenant FROM config_versions
    WHERE version = ${1} AND EXISTS (SELECT FROM tenant)`;
  const of = async (tenant: string) =>
    (await inTenantOneTrip(database, tenant, { seen }, "SELECT * FROM seen"))[0];
  expect(await of("mer_a")).toEqual({ n: 1, tenant: "mer_a" });
  expect(await of("mer_c")).toEqual({ n: 0, tenant: "mer_c" });
  const bare = await database.drizzle.execute(
    sql`SELECT current_setting('switchboard.tenant', true) AS tenant`,
  );
  expect(bare[0]?.tenant || null).toBeNull();
});

test("a trip neither writes nor changes another tenant's rows", async () => {
  const theirs = insertInto(configVersions, [{ merchantId: "mer_theirs", version: 1 }]);
  await expect(inTenantOneTrip(database, "mer_ours", { theirs })).rejects.toMatchObject({ code: "42501" });
  await inTenantOneTrip(database, "mer_theirs", { theirs });
  const raised = statement`
    UPDATE config_versions SET version = ${9} WHERE merchant_id = ${"mer_theirs"} AND EXISTS (SELECT FROM tenant)
    RETURNING version::int AS version`;
  const raise = (tenant: string) => inTenantOneTrip(database, tenant, { raised }, "SELECT * FROM raised");
  expect(await raise("mer_ours")).toEqual([]);
  expect(await raise("mer_theirs")).toEqual([{ version: 9 }]);
});
