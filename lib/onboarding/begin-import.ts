import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { bulkImportRows, bulkImports } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import type { ImportRefusal } from "./errors.ts";
import { type ImportRow, readRow } from "./internal/import-row.ts";
import { type ImportWorld, readWorld } from "./internal/import-world.ts";
import { planRow, type RowPlan, type Seen } from "./internal/plan-row.ts";
import { type beginImportInput, IMPORT_COLUMNS, IMPORT_ROWS_MAX } from "./schema.ts";

const BATCH = 25;
/** One cell; a row of them stays small however long a quote was left open. */
const RECORD_CHARACTERS_MAX = 20_000;

type Refused = Extract<
  ImportRefusal,
  { reason: "NOT_CSV" | "MISSING_COLUMNS" | "TOO_MANY_ROWS" | "NO_ROWS" }
>;
class Refusal extends Error {
  readonly why: Refused;
  constructor(why: Refused) {
    super(why.reason);
    this.why = why;
  }
}

/**
 * Looks a file of merchants and sites through as it comes, a few rows in memory at a time, and keeps what each
 * row would do; nothing of a merchant changes. A file that is no CSV, or lacks a column, leaves nothing behind. Errors
 * of the stream itself (too large, broken off) are thrown. Needs `merchants.write`.
 */
export async function beginImport(
  scope: Scope,
  { fileName, chunks }: z.output<typeof beginImportInput> & { chunks: AsyncIterable<Uint8Array> },
): Promise<Result<{ importId: string }, Refused>> {
  requirePermission(scope, "merchants.write");
  const at = scope.clock.now();
  const importId = newId("import", at.getTime());
  const counts = { create: 0, change: 0, same: 0, error: 0 };
  const seen: Seen = { merchants: new Set(), hosts: new Map() };
  const own = and(eq(bulkImports.merchantId, PARTNER_TENANT), eq(bulkImports.id, importId));
  await inScope(scope, (tx) =>
    tx.insert(bulkImports).values({
      ...{ merchantId: PARTNER_TENANT, id: importId, fileName, state: "reading", createdAt: at },
      ...{ byId: scope.actor.id, byName: scope.actor.name },
    }),
  );
  let number = 0;
  try {
    for await (const batch of batches(chunks)) {
      const read = batch.map((data) => ({ data, number: ++number, ...readRow(data) }));
      if (number > IMPORT_ROWS_MAX) throw new Refusal({ reason: "TOO_MANY_ROWS", most: IMPORT_ROWS_MAX });
      await inScope(scope, async (tx) => {
        const world = await readWorld(
          tx,
          read.flatMap((one): ImportRow[] => ("row" in one ? [one.row] : [])),
        );
        await tx.insert(bulkImportRows).values(read.map((one) => planned(one, world)));
      });
    }
    if (number === 0) throw new Refusal({ reason: "NO_ROWS" });
  } catch (error) {
    await forget(scope, importId);
    if (error instanceof Refusal) return refuse(error.why);
    if (error instanceof CsvError) return refuse({ reason: "NOT_CSV", cause: error.message.slice(0, 200) });
    throw error;
  }
  await inScope(scope, async (tx) => {
    const { create: creates, change: changes, same, error: errors } = counts;
    const looked = await tx
      .update(bulkImports)
      .set({ state: "previewed", rows: number, creates, changes, same, errors })
      .where(and(own, eq(bulkImports.state, "reading")))
      .returning({ id: bulkImports.id });
    if (looked.length === 0) throw new Error(`Import ${importId} was given up while its file was read`);
    await appendEntry(tx, scope, {
      merchantId: PARTNER_TENANT,
      action: "import.begin",
      subject: importId,
      subjectName: fileName,
      after: { rows: number, creates, changes, same, errors },
    });
  });
  return ok({ importId });

  function planned(
    one: { data: Record<string, string>; number: number } & ReturnType<typeof readRow>,
    world: ImportWorld,
  ): typeof bulkImportRows.$inferInsert {
    const plan: RowPlan =
      "row" in one ? planRow(one.row, one.number, world, seen) : { action: "error", errors: one.errors };
    counts[plan.action] += 1;
    return {
      ...{ merchantId: PARTNER_TENANT, importId, row: one.number, data: one.data, action: plan.action },
      diff: JSON.stringify(plan.action === "error" ? plan.errors : plan.diff),
    };
  }
}

/** What was read of a file that cannot be used. */
async function forget(scope: Scope, importId: string): Promise<void> {
  await inScope(scope, async (tx) => {
    await tx
      .delete(bulkImportRows)
      .where(and(eq(bulkImportRows.merchantId, PARTNER_TENANT), eq(bulkImportRows.importId, importId)));
    await tx
      .delete(bulkImports)
      .where(and(eq(bulkImports.merchantId, PARTNER_TENANT), eq(bulkImports.id, importId)));
  });
}

async function* batches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Record<string, string>[]> {
  const { delimiter, all } = await delimited(chunks);
  const parser = Readable.from(all).compose(
    parse({
      bom: true,
      columns: namesOf,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      max_record_size: RECORD_CHARACTERS_MAX,
    }),
  );
  let batch: Record<string, string>[] = [];
  for await (const record of parser as AsyncIterable<Record<string, string>>) {
    // Of a row with fewer cells than the head the last are absent; more cells than columns are left out.
    batch.push(Object.fromEntries(IMPORT_COLUMNS.map((column) => [column, printable(record[column] ?? "")])));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Spreadsheets of many countries part cells by semicolons: the head, whose names hold neither, tells. */
async function delimited(chunks: AsyncIterable<Uint8Array>) {
  const rest = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (!head.includes("\n") && head.length < RECORD_CHARACTERS_MAX) {
    const next = await rest.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const line = head.toString("utf8").split("\n")[0] ?? "";
  const count = (sign: string) => line.split(sign).length;
  const delimiter = [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
  return { delimiter, all: all() };

  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  }
}

/** PostgreSQL keeps no NUL, and our own files put an apostrophe before what a spreadsheet would run. */
const printable = (text: string) => text.replaceAll("\0", "").replace(/^'(?=\s*[=+\-@])/, "");

/** The head in any case and with spaces; columns that we do not know are left out. */
function namesOf(head: string[]): (string | false)[] {
  const names = head.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, "_"),
  );
  if (!names.includes("merchant")) throw new Refusal({ reason: "MISSING_COLUMNS", missing: ["merchant"] });
  return names.map((name, index) =>
    (IMPORT_COLUMNS as readonly string[]).includes(name) && names.indexOf(name) === index ? name : false,
  );
}
