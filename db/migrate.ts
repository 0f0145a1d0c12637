import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { ensureRoles, grantRoles } from "./roles.ts";

/** Any number; every process that migrates takes this lock, so that two starting at once do not collide. */
const MIGRATION_LOCK = 7_401_922;

/**
 * Brings the database at `url` (an owner's or superuser's connection) to the newest schema, makes the
 * roles of the programs and states their grants. Safe to run again and from several processes at once.
 */
export async function migrate(
  url: string,
  options: { appPassword: string; ingestPassword?: string | undefined },
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`SELECT pg_advisory_lock(${MIGRATION_LOCK})`;
    const { appPassword: app, ingestPassword: ingest } = options;
    await ensureRoles(sql, { app, ...(ingest ? { ingest } : {}) });
    await runMigrations(drizzle(sql), {
      migrationsFolder: fileURLToPath(new URL("./migrations", import.meta.url)),
    });
    await grantRoles(sql);
    await sql`SELECT create_transmit_partitions(3)`;
  } finally {
    await sql.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.DATABASE_MIGRATION_URL;
  const appPassword = process.env.APP_DATABASE_PASSWORD;
  if (!url || !appPassword) {
    console.error(
      "db:migrate needs DATABASE_MIGRATION_URL (an owner's connection) and APP_DATABASE_PASSWORD.",
    );
    process.exit(2);
  }
  await migrate(url, { appPassword, ingestPassword: process.env.INGEST_DATABASE_PASSWORD || undefined });
  console.log("The database is at the newest schema.");
}
