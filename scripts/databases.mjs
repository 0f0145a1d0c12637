import path from "node:path";
import { startPostgres } from "./embedded-postgres.mjs";

const APP_ROLE = "switchboard_app";
const INGEST_ROLE = "switchboard_ingest";

/**
 * The database addresses of every program: those of the environment, else the embedded PostgreSQL's.
 * With only an owner's DATABASE_URL, the programs get the same database as the restricted roles.
 * @returns {Promise<{ environment: Record<string, string>, migrationUrl: string, server?: import("./embedded-postgres.d.mts").EmbeddedPostgres }>}
 */
export async function openDatabases({ dataDir, secrets, env = process.env }) {
  const { APP_DATABASE_PASSWORD: password, INGEST_DATABASE_PASSWORD: ingestPassword } = secrets;
  if (env.DATABASE_URL) {
    const migrationUrl = env.DATABASE_MIGRATION_URL ?? env.DATABASE_URL;
    const appUrl = env.DATABASE_MIGRATION_URL ? env.DATABASE_URL : asRole(migrationUrl, APP_ROLE, password);
    const ingestUrl = env.INGEST_DATABASE_URL ?? asRole(migrationUrl, INGEST_ROLE, ingestPassword);
    const sandboxName = `${decodeURIComponent(new URL(migrationUrl).pathname.slice(1))}_sandbox`;
    const sandboxUrl = env.SANDBOX_DATABASE_URL ?? withDatabase(migrationUrl, sandboxName);
    if (!env.SANDBOX_DATABASE_URL) await createMissing(migrationUrl, [sandboxName]);
    return { migrationUrl, environment: addresses(appUrl, env.DATABASE_DIRECT_URL, sandboxUrl, ingestUrl) };
  }
  const server = await startPostgres({
    dataDir: path.join(dataDir, "postgres"),
    logFile: path.join(dataDir, "logs/postgres.log"),
  });
  try {
    await createMissing(server.adminUrl, ["switchboard", "sandbox"]);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const migrationUrl = withDatabase(server.adminUrl, "switchboard");
  const sandboxUrl = env.SANDBOX_DATABASE_URL ?? withDatabase(server.adminUrl, "sandbox");
  return {
    server,
    migrationUrl,
    environment: addresses(
      asRole(migrationUrl, APP_ROLE, password),
      undefined,
      sandboxUrl,
      asRole(migrationUrl, INGEST_ROLE, ingestPassword),
    ),
  };
}

const addresses = (appUrl, directUrl, sandboxUrl, ingestUrl) => ({
  DATABASE_URL: appUrl,
  DATABASE_DIRECT_URL: directUrl ?? appUrl,
  SANDBOX_DATABASE_URL: sandboxUrl,
  INGEST_DATABASE_URL: ingestUrl,
});

async function createMissing(adminUrl, names) {
  // Loaded here: this file is reached before the packages are installed.
  const { default: postgres } = await import("postgres");
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    for (const name of names) {
      const [found] = await sql`SELECT 1 FROM pg_database WHERE datname = ${name}`;
      if (!found) await sql`CREATE DATABASE ${sql(name)}`;
    }
  } finally {
    await sql.end();
  }
}

function withDatabase(base, database) {
  const url = new URL(base);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

function asRole(base, role, password) {
  const url = new URL(base);
  url.username = role;
  url.password = password;
  return url.href;
}
