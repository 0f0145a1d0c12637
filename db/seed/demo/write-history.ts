import postgres from "postgres";
import type { HistoryOrder } from "./history.ts";

const ROWS_PER_STATEMENT = 2_000;

/** `merchantId` → `merchant_id`: the rows go in as JSON, one statement for thousands of them. */
function toColumns(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

/** Only the columns that some row has: a record without one is NULL there, the others keep their default. */
async function insertRows(tx: postgres.TransactionSql, table: string, rows: object[]): Promise<void> {
  if (rows.length === 0) return;
  const named = rows.map(toColumns);
  const columns = [...new Set(named.flatMap(Object.keys))].join(", ");
  await tx.unsafe(
    `INSERT INTO ${table} (${columns})
     SELECT ${columns} FROM json_populate_recordset(null::${table}, $1::text::json)`,
    [JSON.stringify(named)],
  );
}

/** Writes rows in bulk, table by table in the given order. `url` is the owner's connection. */
export async function writeTables(url: string, parts: Record<string, object[]>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await tx`SELECT set_config('switchboard.tenant', '*', true)`;
      for (const [table, rows] of Object.entries(parts)) await insertRows(tx, table, rows);
    });
  } finally {
    await sql.end();
  }
}

/** Writes past orders in bulk. `url` is the owner's connection. Answers how many orders were written. */
export async function writeHistory(url: string, orders: HistoryOrder[]): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await tx`SELECT set_config('switchboard.tenant', '*', true)`;
      for (let start = 0; start < orders.length; start += ROWS_PER_STATEMENT) {
        const chunk = orders.slice(start, start + ROWS_PER_STATEMENT);
        const parts = {
          orders: chunk.map(({ order }) => order),
          attempts: chunk.flatMap(({ attempts }) => attempts),
          order_events: chunk.flatMap(({ events }) => events),
        };
        for (const [table, rows] of Object.entries(parts)) await insertRows(tx, table, rows);
      }
    });
  } finally {
    await sql.end();
  }
  return orders.length;
}

/** Writes ledger rows in bulk, as above. */
export async function writeLedger(url: string, rows: object[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await tx`SELECT set_config('switchboard.tenant', '*', true)`;
      for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
        const json = JSON.stringify(rows.slice(start, start + ROWS_PER_STATEMENT).map(toColumns));
        await tx`INSERT INTO ledger_events
          SELECT * FROM json_populate_recordset(null::ledger_events, ${json}::text::json)`;
      }
    });
  } finally {
    await sql.end();
  }
}

/** Once, when everything is written: the planner learns what the tables hold. */
export async function analyzeHistory(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`ANALYZE orders, attempts, order_events, ledger_events, notices, webhook_events, deliveries, delivery_attempts`.finally(
    () => sql.end(),
  );
}
