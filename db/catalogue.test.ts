import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { APPEND_ONLY_TABLES } from "./roles.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";

/** Tables that belong to no tenant, each with its reason. */
const NOT_TENANT_KEYED: Record<string, string> = {
  partner: "the one partner of the deployment",
  merchants: "the tenants themselves: their id is the tenant",
  users: "one identity signs in before a tenant is known; rows still carry and are guarded by merchant_id",
  sessions: "read by the doors before a tenant is known; a tenant's are those of its people",
  sign_in_attempts: "read by the doors before a tenant is known",
  streams: "how far the worker has read the whole deployment's copies; holds no tenant's data",
};

/** Functions that run with their owner's rights, each with its reason. */
const DEFINERS: Record<string, string> = {
  create_transmit_partitions: "the programs may not create tables; it reads and returns no row",
  drop_transmit_partitions:
    "the programs may not drop tables; it drops whole months that nothing needs any more",
  refresh_statistics: "only an owner may ANALYZE; it returns how many tables were read",
};

describe("the catalogue", () => {
  let database: TestDatabase;
  let owner: Sql;
  let app: Sql;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
    app = postgres(database.appUrl, { max: 1, onnotice: () => {} });
  });
  afterAll(async () => {
    await Promise.all([owner?.end(), app?.end()]);
    await database?.drop();
  });

  const tables = () => owner<{ name: string; enabled: boolean; forced: boolean; policies: number }[]>`
    SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
      (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`;

  test("every table is under forced row-level security", async () => {
    const rows = await tables();
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      expect(row, row.name).toMatchObject({ enabled: true, forced: true });
      expect(row.policies, row.name).toBeGreaterThan(0);
    }
  });

  test("every tenant table leads its primary key and its unique constraints with merchant_id", async () => {
    const keys = await owner<{ table: string; index: string; first: string }[]>`
      SELECT c.relname AS table, i.relname AS index, a.attname AS first
      FROM pg_index x
      JOIN pg_class c ON c.oid = x.indrelid AND c.relnamespace = 'public'::regnamespace
      JOIN pg_class i ON i.oid = x.indexrelid
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
      WHERE x.indisunique`;
    expect(keys.length).toBeGreaterThan(15);
    for (const key of keys) {
      if (key.table in NOT_TENANT_KEYED) continue;
      expect(key.first, `${key.table}.${key.index}`).toBe("merchant_id");
    }
  });

  test("no view and no function can look past row-level security", async () => {
    const views = await owner`SELECT relname FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')`;
    const definers = await owner`SELECT proname FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND prosecdef`;
    const unexplained = definers.filter(({ proname }) => !(proname in DEFINERS));
    expect([...views, ...unexplained]).toEqual([]);
  });

  test("without a tenant the application sees no row, with one it sees only its own", async () => {
    for (const id of ["mer_one", "mer_two"]) {
      await owner`INSERT INTO merchants (id, name, integration, timezone, currency)
        VALUES (${id}, ${id}, 'partner_backend', 'UTC', 'USD')`;
      await owner`INSERT INTO sites (merchant_id, id, name) VALUES (${id}, ${`site_${id}`}, 'Shop')`;
      await owner`INSERT INTO users (id, merchant_id, email, name, role, password_hash)
        VALUES (${`usr_${id}`}, ${id}, ${`${id}@example.com`}, 'A', 'merchant_admin', 'x')`;
    }
    await owner`INSERT INTO sessions (id, user_id, created_at, last_seen_at, expires_at)
      VALUES ('ses_one', 'usr_mer_one', now(), now(), now()), ('ses_two', 'usr_mer_two', now(), now(), now())`;

    for (const { name } of await tables()) {
      if (name === "partner") continue;
      const [count] = await app<{ n: number }[]>`SELECT count(*)::int AS n FROM ${app(name)}`;
      expect(count?.n, name).toBe(0);
    }
    const seen = await app.begin(async (tx) => {
      await tx`SELECT set_config('switchboard.tenant', 'mer_one', true)`;
      return tx`SELECT 'site' AS kind, merchant_id FROM sites
        UNION ALL SELECT 'merchant', id FROM merchants
        UNION ALL SELECT 'user', merchant_id FROM users
        UNION ALL SELECT 'session', user_id FROM sessions
        UNION ALL SELECT 'version', merchant_id FROM config_versions`;
    });
    expect(seen.map((row) => `${row.kind} ${row.merchant_id}`).sort()).toEqual([
      "merchant mer_one",
      "session usr_mer_one",
      "site mer_one",
      "user mer_one",
      "version mer_one",
    ]);
  });

  test("a tenant cannot write a row of another", async () => {
    const attempt = app.begin(async (tx) => {
      await tx`SELECT set_config('switchboard.tenant', 'mer_one', true)`;
      await tx`INSERT INTO sites (merchant_id, id, name) VALUES ('mer_two', 'site_x', 'Foreign')`;
    });
    await expect(attempt).rejects.toThrow(/row-level security/);
  });

  test("history can be added to, never edited", async () => {
    for (const table of APPEND_ONLY_TABLES) {
      await expect(app`DELETE FROM ${app(table)}`, table).rejects.toThrow(/permission denied/);
      await expect(app`UPDATE ${app(table)} SET merchant_id = 'x'`, table).rejects.toThrow(
        /permission denied/,
      );
    }
  });

  test("a change to a table that decisions read raises its tenant's version, whoever makes it", async () => {
    const version = async () =>
      (await owner`SELECT version::int FROM config_versions WHERE merchant_id = 'mer_two'`)[0]?.version ?? 0;
    const before = await version();
    await app.begin(async (tx) => {
      await tx`SELECT set_config('switchboard.tenant', 'mer_two', true)`;
      await tx`UPDATE sites SET name = 'Renamed' WHERE merchant_id = 'mer_two'`;
    });
    expect(await version()).toBe(before + 1);
  });
});
