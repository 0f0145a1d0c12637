import postgres from "postgres";
import { ATTEMPTS_STREAM } from "#lib/transmits/record-attempts.ts";
import type { NewTransmit } from "#lib/transmits/schema.ts";
import { SEND_STREAM } from "#lib/transmits/send-transmits.ts";
import type { HistoryOrder } from "./history.ts";

const ROWS_PER_STATEMENT = 2_000;

const columnNames = new Map<string, string>();

/** `merchantId` → `merchant_id`: the rows go in as JSON, one statement for thousands of them. */
function toColumns(row: object): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    let column = columnNames.get(name);
    if (!column) {
      column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      columnNames.set(name, column);
    }
    named[column] = value;
  }
  return named;
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

/** Writes a merchant's copies in bulk, each in its month, all delivered within a second: none is sent again. */
export async function writeTransmits(url: string, transmits: NewTransmit[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await tx`SELECT set_config('switchboard.tenant', '*', true)`;
      const months = new Set(transmits.map(({ receivedAt }) => receivedAt.toISOString().slice(0, 7)));
      for (const month of months) await tx`SELECT create_transmit_month(${`${month}-01T00:00:00Z`})`;
      for (let start = 0; start < transmits.length; start += ROWS_PER_STATEMENT) {
        await insertRows(tx, "transmits", transmits.slice(start, start + ROWS_PER_STATEMENT));
      }
      await tx`INSERT INTO transmit_results (merchant_id, transmit_id, environment, upstream_transmit_id, delivered_at)
        SELECT merchant_id, id, environment, gen_random_uuid(), received_at + (60 + seq % 340) * interval '1 ms'
        FROM transmits WHERE merchant_id = ${transmits[0]?.merchantId ?? null} ON CONFLICT DO NOTHING`;
    });
  } finally {
    await sql.end();
  }
}

/** Once, when all copies are written: the worker's streams begin behind them, for their ledger is written as well. */
export async function passTransmits(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await tx`SELECT set_config('switchboard.tenant', '*', true)`;
      await tx`INSERT INTO streams (name, xid, seq, epoch, leader, moved_at)
        SELECT name, xid, seq, system_identifier::text, 'seed', now()
        FROM unnest(${[SEND_STREAM, ATTEMPTS_STREAM]}::text[]) AS name, pg_control_system(),
          (SELECT xid, seq FROM transmits ORDER BY xid DESC, seq DESC LIMIT 1) AS last
        ON CONFLICT DO NOTHING`;
    });
  } finally {
    await sql.end();
  }
}

/** Once, when everything is written: the planner learns what the tables hold. */
export async function analyzeHistory(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`ANALYZE orders, attempts, order_events, ledger_events, transmits, transmit_results, refunds, notices, webhook_events, deliveries, delivery_attempts`.finally(
    () => sql.end(),
  );
}
