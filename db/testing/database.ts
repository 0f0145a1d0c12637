import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { databaseUrl } from "./database-url.ts";

export interface TestDatabase {
  /** Owner and superuser: sees every tenant; for arranging the world. */
  ownerUrl: string;
  /** The role `switchboard_app` that programs use: row-level security holds. */
  appUrl: string;
  /** The role `switchboard_ingest`, which may add transmits and nothing else. */
  ingestUrl: string;
  drop(): Promise<void>;
}

/** A fresh, migrated database of this test's own, cloned from the run's template in some 50 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = required("TEST_DATABASE_ADMIN_URL");
  const database = `test_${randomBytes(6).toString("hex")}`;
  await run(adminUrl, `CREATE DATABASE ${database} TEMPLATE ${required("TEST_DATABASE_TEMPLATE")}`);
  const password = required("TEST_DATABASE_APP_PASSWORD");
  return {
    ownerUrl: databaseUrl(adminUrl, { database }),
    appUrl: databaseUrl(adminUrl, { database, user: "switchboard_app", password }),
    ingestUrl: databaseUrl(adminUrl, { database, user: "switchboard_ingest", password }),
    drop: () => run(adminUrl, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
  };
}

/** An empty database without our tables, for a program that keeps its own (the sandbox). */
export async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const adminUrl = required("TEST_DATABASE_ADMIN_URL");
  const database = `empty_${randomBytes(6).toString("hex")}`;
  await run(adminUrl, `CREATE DATABASE ${database}`);
  return {
    url: databaseUrl(adminUrl, { database }),
    drop: () => run(adminUrl, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
  };
}

async function run(adminUrl: string, statement: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await admin.unsafe(statement);
        return;
      } catch (error) {
        // A template (also the built-in template1) is briefly "in use" while another clone of it starts.
        const inUse = error instanceof postgres.PostgresError && error.code === "55006";
        if (!inUse || attempt >= 50) throw error;
        await admin`SELECT pg_sleep(0.05)`;
      }
    }
  } finally {
    await admin.end();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run the test through vitest, whose global setup provides it`);
  return value;
}
