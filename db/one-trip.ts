import type { Database } from "./client.ts";
import type { Statement } from "./statement.ts";

export type Row = Record<string, unknown>;

/** Longer is no wait, it is an outage or a flood: the caller should know while it can still answer. */
const WAIT_MS_MAX = 2_000;
/** These statements take milliseconds; a trip this long has lost its connection, or is too late to be of use. */
const TRIP_MS_MAX = 5_000;

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
  const run = ({ text, values }: Statement) =>
    connection.unsafe<Row[]>(text, values as never[], { prepare: true });
  const queries = [
    connection.unsafe<Row[]>("BEGIN"),
    run({ text: "SELECT set_config('switchboard.tenant', $1, true)", values: [tenant] }),
    ...statements.map(run),
    connection.unsafe<Row[]>("COMMIT"),
  ];
  // Started by hand and in order: they are lazy, and the order on the wire is the order of the transaction.
  for (const query of queries) query.execute();
  const settled = Promise.allSettled(queries);
  // A connection that broke has left the pool by itself; given back, it would be handed out again.
  settled.then((answers) => {
    if (answers.every((answer) => answer.status === "fulfilled" || isStatementError(answer.reason)))
      connection.release();
  });
  // What waits for a connection that breaks is forgotten by the driver: the first to hear of it speaks for all.
  const { promise: lost, reject: lose } = Promise.withResolvers<never>();
  for (const query of queries) query.catch((error) => isStatementError(error) || lose(error));
  const answers = await within(
    Promise.race([settled, lost]),
    TRIP_MS_MAX,
    "the connection vanished",
    "CONNECTION_CLOSED",
  );
  const failed = answers.find((answer) => answer.status === "rejected");
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
  const reserved = database.drizzle.$client.reserve();
  try {
    return await within(reserved, ms, "no database connection in time", "CONNECT_TIMEOUT");
  } catch (error) {
    reserved.then((connection) => connection.release()).catch(() => {});
    throw error;
  }
}

/** The driver may wait for ever: an error with `code` when the work takes longer than `ms`. */
async function within<Value>(work: Promise<Value>, ms: number, text: string, code: string): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(Object.assign(new Error(text), { code })), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
