import type { NewTransmit } from "../schema.ts";

type Value = string | number | boolean | Date | null;

/** Columns in the order of the values: one list, so that they cannot drift apart. */
const COLUMNS: [column: string, value: (transmit: NewTransmit) => Value][] = [
  ["merchant_id", (t) => t.merchantId],
  ["id", (t) => t.id],
  ["received_at", (t) => t.receivedAt],
  ["environment", (t) => t.environment],
  ["external_id", (t) => t.externalId],
  ["transaction_id", (t) => t.transactionId],
  ["channel", (t) => t.channel],
  ["site_id", (t) => t.siteId],
  ["campaign_id", (t) => t.campaignId],
  ["descriptor", (t) => t.descriptor],
  ["declined", (t) => t.declined],
  ["amount_minor", (t) => t.amountMinor],
  ["currency", (t) => t.currency],
  ["response_code", (t) => t.responseCode],
  ["response_code_source", (t) => t.responseCodeSource],
  ["processed_at", (t) => t.processedAt],
  ["held_reason", (t) => t.heldReason],
  ["key_id", (t) => t.keyId],
  ["request_id", (t) => t.requestId],
  ["payload", (t) => t.payload],
];

const statements = new Map<number, string>();

/**
 * One statement for so many rows, always the same text, so that it is prepared once a connection. No RETURNING and no
 * conflict target: both would need the right to read.
 */
export function insertStatement(rows: number): string {
  const kept = statements.get(rows);
  if (kept) return kept;
  const tuple = (row: number) =>
    `(${COLUMNS.map((_, column) => `$${row * COLUMNS.length + column + 1}`).join(",")})`;
  const statement =
    `INSERT INTO transmits (${COLUMNS.map(([column]) => column).join(",")}) VALUES ` +
    `${Array.from({ length: rows }, (_, row) => tuple(row)).join(",")} ON CONFLICT DO NOTHING`;
  statements.set(rows, statement);
  return statement;
}

export function insertValues(transmits: readonly NewTransmit[]): Value[] {
  const values: Value[] = [];
  for (const transmit of transmits) for (const [, value] of COLUMNS) values.push(value(transmit));
  return values;
}
