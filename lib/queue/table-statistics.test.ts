import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { refreshStatistics } from "./table-statistics.ts";

let home: TestDatabase;
let owner: Sql;
let database: ReturnType<typeof openDatabase>;

beforeAll(async () => {
  home = await createTestDatabase();
  owner = postgres(home.ownerUrl, { max: 1, onnotice: () => {} });
  // Autovacuum would come to the same in its own time; here nothing comes before the job.
  await owner`ALTER TABLE orders SET (autovacuum_enabled = false)`;
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 1 });
});
afterAll(async () => {
  await database.close();
  await owner.end();
  await home.drop();
});

const plant = (from: number, to: number) => owner`
  INSERT INTO orders (merchant_id, id, environment, external_id, session_key, state, sent, channel, channel_source,
    amount_minor, currency, declined_at, declined_at_given, received_at, updated_at, transaction_id, response_code,
    response_code_source)
  SELECT 'mer_one', 'ord_' || n, 'production', 'shop-' || n, gen_random_uuid(), 'approved', true, 'cit_website',
    'site', 100, 'USD', now(), true, now(), now(), 'pay-' || n, '51', 'nmi'
  FROM generate_series(${from}::int, ${to}::int) AS n`;

test("a connection that planned a look-up when the table was empty plans it anew once the table has filled", async () => {
  await owner`SET plan_cache_mode = force_generic_plan`;
  await owner`PREPARE by_key AS SELECT FROM orders WHERE merchant_id = $1 AND id = $2 FOR KEY SHARE`.simple();
  const plan = async () =>
    JSON.stringify(await owner`EXPLAIN (FORMAT JSON) EXECUTE by_key('mer_one', 'ord_7')`.simple());
  await plan();
  await plant(1, 3_000);
  // The trap: any index that begins with the merchant looks as good as the key, and reads all its orders.
  expect(await plan()).not.toContain('"orders_merchant_id_id_pk"');
  expect(await refreshStatistics.run(systemScope("worker", { database }))).toBe(1);
  expect(await plan()).toContain('"orders_merchant_id_id_pk"');
});

test("a table is read again only when it has grown fourfold", async () => {
  const rows = async () =>
    (await owner`SELECT reltuples::int AS n FROM pg_class WHERE oid = 'orders'::regclass`)[0]?.n;
  const scope = systemScope("worker", { database });
  expect(await rows()).toBe(3_000);
  await plant(3_001, 4_000);
  expect(await refreshStatistics.run(scope)).toBe(0);
  await plant(4_001, 14_000);
  expect(await refreshStatistics.run(scope)).toBe(1);
  expect(await rows()).toBe(14_000);
});
