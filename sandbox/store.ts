import postgres from "postgres";
import { ddl } from "./schema.ts";

export type Sql = postgres.Sql<{ int8: number }>;
export type Transaction = postgres.TransactionSql<{ int8: number }>;
/** What a read or write needs: the pool, or the transaction that the caller holds open. */
export type Queryable = Sql | Transaction;

/** A value for a `json` column, which keeps its names in order: replays and records repeat the very text. */
export function asJson(db: Queryable, value: unknown) {
  return db.typed(value as never, 114);
}

/**
 * Opens the sandbox's own database and makes its tables. `bigint` columns are read as numbers:
 * amounts in minor units and offsets in milliseconds stay far below 2^53.
 */
export async function openStore(databaseUrl: string, connectionsMax = 10): Promise<Sql> {
  const sql: Sql = postgres(databaseUrl, {
    max: connectionsMax,
    onnotice: () => {},
    connection: { application_name: "flexcharge-sandbox" },
    types: { int8: { to: 20, from: [20], parse: Number, serialize: String } },
  });
  // Two worlds (or two test workers) may start at the same moment; "if not exists" alone races.
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(73019, 4010)`;
    await tx.unsafe(ddl);
  });
  return sql;
}
