import type { Sql } from "postgres";

/** The role that web, gateway and worker connect as: row-level security holds for it. */
export const APP_ROLE = "switchboard_app";

/** History: the application may add to these and read them, never change or remove a row. */
export const APPEND_ONLY_TABLES = [
  "audit_entries",
  "switch_changes",
  "order_events",
  "ledger_events",
] as const;

/** Creates the role when absent and gives it its password. */
export async function ensureAppRole(sql: Sql, password: string): Promise<void> {
  const [existing] = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${APP_ROLE}`;
  const verb = existing ? "ALTER" : "CREATE";
  // Utility statements take no parameters; the literal is quoted by the server.
  const [quoted] = await sql<{ literal: string }[]>`SELECT quote_literal(${password}::text) AS literal`;
  await sql.unsafe(
    `${verb} ROLE ${APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${quoted!.literal}`,
  );
}

/** What the application may do, stated anew after every migration. */
export async function grantAppRole(sql: Sql): Promise<void> {
  await sql.unsafe(`
    GRANT USAGE ON SCHEMA public TO ${APP_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${APP_ROLE};
    REVOKE UPDATE, DELETE, TRUNCATE ON ${APPEND_ONLY_TABLES.join(", ")} FROM ${APP_ROLE};
  `);
}
