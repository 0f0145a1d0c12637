import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { runExclusively } from "./periodic-job.ts";

/** In the pool below; fifteen seconds in production. */
const IDLE_MS_MAX = 200;

let home: TestDatabase;
let database: Database;
let other: Database;

/** A pool whose sessions may rest in a transaction for a moment only. */
function openStrict(): Database {
  const connection = { idle_in_transaction_session_timeout: IDLE_MS_MAX };
  const client = postgres(home.appUrl, { max: 3, onnotice: () => {}, connection });
  return { drizzle: drizzle(client) as unknown as Database["drizzle"], close: () => client.end() };
}

beforeAll(async () => {
  home = await createTestDatabase();
  [database, other] = [openStrict(), openStrict()];
});
afterAll(async () => {
  await database.close();
  await other.close();
  await home.drop();
});

const job = (run: () => Promise<number>) => ({ name: "test", everyMs: 1_000, run });

test("a job that takes longer than a transaction may rest keeps other workers from it to its end", async () => {
  const begun = Promise.withResolvers<void>();
  let again: number | null = 7;
  const long = job(async () => {
    begun.resolve();
    await other.drizzle.execute(sql`SELECT pg_sleep(${(3 * IDLE_MS_MAX) / 1000}::float8)`);
    again = await runExclusively(
      { database: other },
      job(async () => 1),
    );
    return 3;
  });
  expect(await runExclusively({ database }, long)).toBe(3);
  expect(again).toBeNull();
  expect(
    await runExclusively(
      { database: other },
      job(async () => 1),
    ),
  ).toBe(1);
});
