import { type SQL, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Database } from "./client.ts";

/** A statement that is built but not run: any of drizzle's builders, or `statement(sql…)`. */
export type Statement = { toSQL(): { sql: string; params: unknown[] } };
export type Row = Record<string, unknown>;

/** Longer is no wait, it is an outage or a flood: the caller should know while it can still answer. */
const WAIT_MS_MAX = 2_000;

const dialect = new PgDialect({ casing: "snake_case" });

export function statement(query: SQL): Statement {
  return { toSQL: () => dialect.sqlToQuery(query) };
}

/**
 * One transaction in one round trip: BEGIN, the tenant, the statements and COMMIT travel together, prepared, so that
 * nothing waits between them. For statements that need nothing of each other's answers; any error undoes all of them
 * and is thrown. Rows come as PostgreSQL names their columns. The tenant is local to the transaction, as in inTenant.
 */
export async function inTenantOneTrip(
  database: Database,
  tenant: string,
  statements: Statement[],
): Promise<Row[][]> {
  const connection = await reserveWithin(database, WAIT_MS_MAX);
  const run = (each: Statement) => {
    const query = each.toSQL();
    return connection.unsafe<Row[]>(query.sql, query.params as never[], { prepare: true });
  };
  const tenantIsSet = statement(sql`SELECT set_config('switchboard.tenant', ${tenant}, true)`);
  const queries = [
    connection.unsafe<Row[]>("BEGIN"),
    run(tenantIsSet),
    ...statements.map(run),
    connection.unsafe<Row[]>("COMMIT"),
  ];
  // Started by hand and in order: they are lazy, and the order on the wire is the order of the transaction.
  for (const query of queries) query.execute();
  const answers = await Promise.allSettled(queries);
  const failed = answers.find((answer) => answer.status === "rejected");
  // A connection that broke has left the pool by itself; given back, it would be handed out again.
  if (!failed || isStatementError(failed.reason)) connection.release();
  if (failed) throw failed.reason;
  return answers
    .slice(2, -1)
    .map((answer) => (answer.status === "fulfilled" ? [...(answer.value as Row[])] : []));
}

/** PostgreSQL's own five-character code: the connection lives on. */
function isStatementError(error: unknown): boolean {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith("57P") && !code.startsWith("08");
}

type Connection = Awaited<ReturnType<Database["drizzle"]["$client"]["reserve"]>>;

/** The driver waits for ever for a connection that closes while it is being made. */
async function reserveWithin(database: Database, ms: number): Promise<Connection> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const error = Object.assign(new Error("no database connection in time"), { code: "CONNECT_TIMEOUT" });
  const timer = setTimeout(() => reject(error), ms);
  const reserved = database.drizzle.$client.reserve();
  let given = false;
  try {
    const connection = await Promise.race([reserved, late]);
    given = true;
    return connection;
  } finally {
    clearTimeout(timer);
    if (!given) reserved.then((connection) => connection.release()).catch(() => {});
  }
}
