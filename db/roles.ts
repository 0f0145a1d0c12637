import type { Sql } from "postgres";

/** The role that web, gateway and worker connect as: row-level security holds for it. */
export const APP_ROLE = "switchboard_app";

/** The role that the gateway's transmits are inserted as: it can add a copy, and read or change nothing (P28). */
export const INGEST_ROLE = "switchboard_ingest";

/** History: the application may add to these and read them, never change or remove a row. */
export const APPEND_ONLY_TABLES = [
  "audit_entries",
  "switch_changes",
  "order_events",
  "ledger_events",
  "transmits",
  "transmit_outcomes",
  "webhook_events",
  "delivery_attempts",
  "application_events",
] as const;

/** Creates the roles when absent and gives each its password. Without one the ingest role cannot log in. */
export async function ensureRoles(sql: Sql, passwords: { app: string; ingest?: string }): Promise<void> {
  await ensureRole(sql, APP_ROLE, passwords.app);
  await ensureRole(sql, INGEST_ROLE, passwords.ingest);
}

async function ensureRole(sql: Sql, role: string, password: string | undefined): Promise<void> {
  const [existing] = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${role}`;
  const verb = existing ? "ALTER" : "CREATE";
  // Utility statements take no parameters; the literal is quoted by the server.
  const [quoted] = await sql<{ literal: string }[]>`SELECT quote_literal(${password ?? ""}::text) AS literal`;
  const login = password === undefined ? "NOLOGIN" : `LOGIN PASSWORD ${quoted!.literal}`;
  await sql.unsafe(`${verb} ROLE ${role} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE ${login}`);
}

/** What the application may do, stated anew after every migration. */
export async function grantRoles(sql: Sql): Promise<void> {
  await sql.unsafe(`
    GRANT USAGE ON SCHEMA public TO ${APP_ROLE}, ${INGEST_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${APP_ROLE};
    REVOKE UPDATE, DELETE, TRUNCATE ON ${APPEND_ONLY_TABLES.join(", ")} FROM ${APP_ROLE};
    GRANT UPDATE (xid) ON transmits TO ${APP_ROLE};
    GRANT INSERT ON transmits TO ${INGEST_ROLE};
    REVOKE ALL ON FUNCTION create_transmit_partitions(integer) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION create_transmit_partitions(integer) TO ${APP_ROLE};
    REVOKE ALL ON FUNCTION drop_transmit_partitions(timestamptz) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION drop_transmit_partitions(timestamptz) TO ${APP_ROLE};
    REVOKE ALL ON FUNCTION refresh_statistics(integer) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION refresh_statistics(integer) TO ${APP_ROLE};
  `);
  // A partition is reached through its table only.
  const partitions = await sql<{ name: string }[]>`
    SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'transmits'::regclass`;
  const names = partitions.map(({ name }) => name).join(", ");
  await sql.unsafe(`REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ${names} FROM ${APP_ROLE}`);
}
