import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";

// P15: with the application's own `where` gone, and nothing but the tenant named, the database shows and takes only what
// is that tenant's. Every table of the catalogue holds a row of each tenant here; none is named by hand.

const TENANTS = ["mer_one", "mer_two", "partner"] as const;
const [ONE, TWO] = TENANTS;

/** What a tenant may see beside its own rows, or may not see of them, each with its reason. */
const SEEN_OTHERWISE: Record<string, readonly string[]> = {
  kill_switches: [ONE, "partner"], // The partner's kill switch stops everybody, so everybody sees it.
  merchant_notes: [], // The partner's staff write about a merchant, not for it.
};

type Column = { name: string; type: string; needed: boolean; writable: boolean };
type Table = { name: string; key: string; columns: Column[] };

let database: TestDatabase;
let owner: Sql;
let app: Sql;
let tables: Table[];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  app = postgres(database.appUrl, { max: 1, onnotice: () => {} });
  tables = await readTables();
  // Planted rows mean nothing; what a column may say is other tests' subject.
  const checks = await owner<
    { table: string; name: string }[]
  >`SELECT conrelid::regclass::text AS table, conname AS name
    FROM pg_constraint WHERE contype = 'c' AND coninhcount = 0 AND connamespace = 'public'::regnamespace`;
  for (const check of checks)
    await owner`ALTER TABLE ${owner(check.table)} DROP CONSTRAINT ${owner(check.name)}`;
  await owner.begin(async (sql) => {
    // Rows that stand alone: neither foreign keys nor triggers have a say in whom they belong to.
    await sql`SET LOCAL session_replication_role = replica`;
    for (const table of tables)
      for (const tenant of TENANTS) await plant(sql as unknown as Sql, table, tenant);
  });
}, 60_000);
afterAll(async () => {
  await Promise.all([owner?.end(), app?.end()]);
  await database?.drop();
});

async function readTables(): Promise<Table[]> {
  const rows = await owner<{ table: string; key: string; columns: Column[] }[]>`
    SELECT c.relname AS table, CASE WHEN c.relname = 'merchants' THEN 'id' ELSE 'merchant_id' END AS key,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL),
        'needed', a.attnotnull AND NOT a.atthasdef AND a.attidentity = '',
        'writable', a.attgenerated = '' AND a.attidentity = '') ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    GROUP BY c.relname HAVING bool_or(a.attname = 'merchant_id') OR c.relname = 'merchants'
    ORDER BY c.relname`;
  return rows.map(({ table, key, columns }) => ({ name: table, key, columns }));
}

async function plant(sql: Sql, { name, key, columns }: Table, tenant: string): Promise<void> {
  const needed = columns.filter((column) => column.needed || column.name === key);
  const row = Object.fromEntries(
    needed.map((column) => [column.name, column.name === key ? tenant : anyValue(column.type, tenant)]),
  );
  await sql`INSERT INTO ${sql(name)} ${sql(row as never)}`;
}

function anyValue(type: string, tenant: string): unknown {
  if (type.endsWith("[]")) return [];
  if (type.startsWith("timestamp")) return new Date();
  const values: Record<string, unknown> = {
    text: `of ${tenant}`,
    "character varying": `of ${tenant}`,
    boolean: false,
    jsonb: {},
    json: {},
    bytea: Buffer.from([0]),
    uuid: crypto.randomUUID(),
    date: "2026-01-01",
    xid8: "1",
  };
  return values[type] ?? 1;
}

/** Runs as the application's role with one tenant named, as every door does (db/tenant.ts), and leaves nothing. */
async function as<Value>(tenant: string, work: (sql: Sql) => Promise<Value>): Promise<Value> {
  const undo = new Error("undone");
  let value: Value | undefined;
  await app
    .begin(async (sql) => {
      await sql`SELECT set_config('switchboard.tenant', ${tenant}, true)`;
      value = await work(sql as unknown as Sql);
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) throw error;
    });
  return value as Value;
}

/** What became of a write: how many rows, or why none. */
const fate = (tenant: string, work: (sql: Sql) => Promise<{ count: number }>) =>
  as(tenant, work).then(
    ({ count }) => `${count} rows`,
    (error: Error) =>
      /row-level security|permission denied/.test(error.message) ? "refused" : error.message,
  );

describe("row-level security alone", () => {
  test("stands before every table that has tenants, and each holds a row of each", async () => {
    expect(tables.length).toBeGreaterThan(50);
    for (const { name, key } of tables) {
      const held = await owner`SELECT DISTINCT ${owner(key)} AS tenant FROM ${owner(name)}`;
      expect(held.map(({ tenant }) => tenant).sort(), name).toEqual([...TENANTS]);
    }
  });

  test("shows a tenant its own rows and no other's", async () => {
    for (const { name, key } of tables) {
      const seen = await as(ONE, (sql) => sql`SELECT ${sql(key)} AS tenant FROM ${sql(name)} ORDER BY 1`);
      expect(
        seen.map(({ tenant }) => tenant),
        name,
      ).toEqual(SEEN_OTHERWISE[name] ?? [ONE]);
    }
  });

  test("shows nothing of another tenant through a join, a count, a whole row or a lock", async () => {
    for (const { name, key } of tables.filter((table) => table.name !== "kill_switches")) {
      const [row] = await as(
        ONE,
        (sql) => sql`SELECT (SELECT count(*)::int FROM ${sql(name)} WHERE ${sql(key)} = ${TWO}) AS counted,
          (SELECT count(*)::int FROM ${sql(name)} t WHERE to_jsonb(t)::text LIKE ${`%${TWO}%`}) AS found,
          EXISTS (SELECT 1 FROM merchants m JOIN ${sql(name)} t ON t.${sql(key)} <> m.id) AS joined`,
      );
      expect(row, name).toEqual({ counted: 0, found: 0, joined: false });
    }
  });

  test("takes no new row for another tenant", async () => {
    for (const table of tables) {
      const { name, key, columns } = table;
      const row = Object.fromEntries(
        columns
          .filter((column) => column.needed || column.name === key)
          .map((column) => [column.name, column.name === key ? TWO : anyValue(column.type, `new ${ONE}`)]),
      );
      expect(await fate(ONE, (sql) => sql`INSERT INTO ${sql(name)} ${sql(row as never)}`), name).toBe(
        "refused",
      );
    }
  });

  test("gives no row away to another tenant", async () => {
    for (const { name, key } of tables) {
      if (SEEN_OTHERWISE[name]?.length === 0) continue;
      const given = await fate(
        ONE,
        (sql) => sql`UPDATE ${sql(name)} SET ${sql(key)} = ${TWO} WHERE ${sql(key)} = ${ONE}`,
      );
      expect(given, name).toBe("refused");
    }
  });

  test("changes and removes nothing of another tenant", async () => {
    for (const { name, key, columns } of tables) {
      const column = columns.find(({ writable, name: one }) => writable && one !== key)?.name ?? key;
      const changed = await fate(
        ONE,
        (sql) =>
          sql`UPDATE ${sql(name)} SET ${sql(column)} = ${sql(column)} WHERE ${sql(key)} IN (${TWO}, 'partner')`,
      );
      const removed = await fate(
        ONE,
        (sql) => sql`DELETE FROM ${sql(name)} WHERE ${sql(key)} IN (${TWO}, 'partner')`,
      );
      expect(["0 rows", "refused"], `${name} changed: ${changed}`).toContain(changed);
      expect(["0 rows", "refused"], `${name} removed: ${removed}`).toContain(removed);
    }
  });

  test("cannot be turned off, nor its tables owned, by the application's role", async () => {
    await expect(app`ALTER TABLE sites DISABLE ROW LEVEL SECURITY`).rejects.toThrow(/must be owner/);
    await expect(app`SET ROLE postgres`).rejects.toThrow(/permission denied/);
    const [row] = await app`SELECT rolsuper OR rolbypassrls OR rolcreaterole AS above FROM pg_roles
      WHERE rolname = current_user`;
    expect(row?.above).toBe(false);
    await expect(
      app.begin(async (sql) => {
        await sql`SET LOCAL row_security = off`;
        await sql`SELECT * FROM sites`;
      }),
    ).rejects.toThrow(/row-level security/);
  });

  test("holds for a merchant named like a pattern or like nothing", async () => {
    for (const tenant of ["", "%", "mer\\_one", "mer_one'--", "mer_%", " "]) {
      const seen = await as(tenant, (sql) => sql`SELECT merchant_id FROM sites`);
      expect(seen, tenant).toHaveLength(0);
    }
  });
});

/**
 * Views, and functions that anybody may call or mislead, which answer with their owner's rights. Which functions may do
 * so at all is db/catalogue.test.ts's to say.
 */
const leaks = () => owner<{ name: string }[]>`
  SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm'
    OR relkind = 'v' AND NOT coalesce(reloptions::text[] && ARRAY['security_invoker=true', 'security_invoker=on'], false))
  UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
    AND (NOT coalesce(array_to_string(proconfig, ',') LIKE '%search_path=%', false)
      OR has_function_privilege('public', oid, 'EXECUTE'))
  ORDER BY 1`;
describe("what could look past it", () => {
  test("is not there: no view with its owner's rights, no function that lends them to anybody", async () => {
    expect(await leaks()).toEqual([]);
  });

  test("would be found: a plain view, a materialized one, a function that lends its owner's rights", async () => {
    await owner.unsafe(`
      CREATE VIEW all_sites AS SELECT * FROM sites;
      CREATE VIEW own_sites WITH (security_invoker = true) AS SELECT * FROM sites;
      CREATE MATERIALIZED VIEW kept_sites AS SELECT * FROM sites;
      CREATE FUNCTION every_site() RETURNS SETOF sites LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM sites';
      GRANT SELECT ON all_sites, own_sites TO switchboard_app;`);
    try {
      const found = await leaks();
      expect(found.map(({ name }) => name)).toEqual(["all_sites", "every_site", "kept_sites"]);
      expect(await as(ONE, (sql) => sql`SELECT merchant_id FROM own_sites`)).toHaveLength(1);
      expect((await as(ONE, (sql) => sql`SELECT merchant_id FROM all_sites`)).length).toBeGreaterThan(1);
    } finally {
      await owner.unsafe(
        "DROP FUNCTION every_site(); DROP MATERIALIZED VIEW kept_sites; DROP VIEW own_sites, all_sites;",
      );
    }
  });
});
