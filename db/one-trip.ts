import type { Database } from "./client.ts";
import type { Statement } from "./statement.ts";

export type Row = Record<string, unknown>;

/** Longer is no wait, it is an outage or a flood: the caller should know while it can still answer. */
const WAIT_MS_MAX = 2_000;
/** These statements take milliseconds; a trip this long has lost its connection, or is too late to be of use. */
const TRIP_MS_MAX = 5_000;

/**
 * One transaction as one prepared statement: `parts` become its WITH in their order, `answer` what it returns. Each
 * part must hang on `tenant`, by `FROM tenant`, `EXISTS (SELECT FROM tenant)` or another part that does, because
 * reading it names the tenant to row-level security; a part that does not is refused its rows. Parts see the
 * database as it was before, and each other only by name. Any error undoes all of it and is thrown.
 */
export async function inTenantOneTrip(
  database: Database,
  tenant: string,
  parts: Readonly<Record<string, Statement>>,
  answer = "SELECT FROM tenant",
): Promise<Row[]> {
  const { text, values } = oneStatement(tenant, parts, answer);
  const connection = await reserveWithin(database, WAIT_MS_MAX);
  const query = connection.unsafe<Row[]>(text, values as never[], { prepare: true });
  const rows = query.then((answered) => [...answered]);
  rows.then(
    () => connection.release(),
    // A connection that broke has left the pool by itself; given back, it would be handed out again.
    (error) => isStatementError(error) && connection.release(),
  );
  return within(rows, TRIP_MS_MAX, "the connection vanished", "CONNECTION_CLOSED");
}

/** A step for each name and text: following it costs less than joining texts of kilobytes into a key. */
type Joined = { text: string | null; next: Map<string, Joined> };
const joined: Joined = { text: null, next: new Map() };

function oneStatement(tenant: string, parts: Readonly<Record<string, Statement>>, answer: string): Statement {
  const values: unknown[] = [tenant];
  let at = step(joined, answer);
  for (const name in parts) {
    const part = parts[name]!;
    at = step(step(at, name), part.text);
    for (const value of part.values) values.push(value);
  }
  at.text ??= join(parts, answer);
  return { text: at.text, values };
}

function step(from: Joined, key: string): Joined {
  let to = from.next.get(key);
  if (!to) {
    to = { text: null, next: new Map() };
    from.next.set(key, to);
  }
  return to;
}

function join(parts: Readonly<Record<string, Statement>>, answer: string): string {
  let offset = 1;
  const named = Object.entries(parts).map(([name, { text, values }]) => {
    const shifted = text.replace(/\$(\d+)/g, (_, number) => `$${Number(number) + offset}`);
    offset += values.length;
    return `${name} AS (${shifted})`;
  });
  const first = "tenant AS MATERIALIZED (SELECT set_config('switchboard.tenant', $1, true))";
  return `WITH ${[first, ...named].join(", ")} ${answer}`;
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
