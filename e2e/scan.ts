import fs from "node:fs";
import path from "node:path";
import { findCardNumbers } from "#lib/kit/card-data.ts";
import { asOwner, dataDir } from "./own-database.ts";

const GUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** A verification value under any of its names, as JSON, a form or a log line would show it. */
const CVV = /\b(?:card_?)?(?:cvv2?|cvc2?|cvn|csc|verification_?value|security_?code)"?\s*[:=]\s*"?\d{3,4}\b/i;
const TEXTS = ["text", "character varying", "json", "jsonb", "ARRAY", "bigint", "numeric"];
const FOUND_MAX = 10;

/** What a text holds that it must not, shortened so that the finding itself is no leak. GUIDs are not looked into. */
export function scanText(text: string): string[] {
  const plain = text.replace(GUIDS, "guid");
  const found = findCardNumbers(plain).map(
    ({ digits }) => `card number ${digits.slice(0, 6)}…${digits.slice(-4)}`,
  );
  if (CVV.test(plain)) found.push("a verification value");
  return found;
}

/** Every text of every table of our own database, read as its owner: nothing is hidden from this by a policy. */
export function scanDatabase(): Promise<{ rows: number; found: string[] }> {
  return asOwner(async (sql) => {
    const found: string[] = [];
    let rows = 0;
    const columns = await sql<{ place: string; name: string }[]>`
      SELECT format('%I.%I', table_schema, table_name) AS place, column_name AS name
      FROM information_schema.columns
      JOIN pg_class ON pg_class.oid = format('%I.%I', table_schema, table_name)::regclass AND relkind = 'r'
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND data_type = ANY(${TEXTS})`;
    for (const place of new Set(columns.map((column) => column.place))) {
      const names = columns.filter((column) => column.place === place).map(({ name }) => name);
      const list = names.map((name) => `"${name}"::text`).join(", ");
      for await (const batch of sql.unsafe(`SELECT ${list} FROM ${place}`).cursor(500)) {
        rows += batch.length;
        for (const row of batch) {
          for (const [name, value] of Object.entries(row as Record<string, string | null>)) {
            const finds = value === null ? [] : scanText(value);
            if (found.length < FOUND_MAX) found.push(...finds.map((find) => `${place}.${name}: ${find}`));
          }
        }
      }
    }
    return { rows, found };
  });
}

/** The logs of every program but the stand-in FlexCharge's, and PostgreSQL's own. */
export function scanLogs(): { lines: number; found: string[] } {
  const directory = path.join(dataDir(), "logs");
  const found: string[] = [];
  let lines = 0;
  for (const file of fs.readdirSync(directory).filter((name) => name !== "sandbox.log")) {
    for (const line of fs.readFileSync(path.join(directory, file), "utf8").split("\n")) {
      lines += 1;
      found.push(...scanText(line).map((find) => `${file}: ${find}`));
    }
  }
  return { lines, found: found.slice(0, FOUND_MAX) };
}
