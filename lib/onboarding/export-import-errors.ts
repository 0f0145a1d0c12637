import { and, asc, gt } from "drizzle-orm";
import { bulkImportRows } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { csvLine } from "#lib/kit/csv.ts";
import { rowsOf } from "./internal/import-rows.ts";
import { getImport, isBroken, lineOf } from "./queries/list-imports.ts";
import { IMPORT_COLUMNS } from "./schema.ts";

const BATCH = 500;

/**
 * The broken rows as they were sent, with their number and what is wrong: correct them and import the file as it is,
 * the two columns are left out. Throws NotFoundError. Needs `merchants.write`.
 */
export async function exportImportErrors(
  scope: Scope,
  importId: string,
): Promise<{ name: string; lines: AsyncGenerator<string> }> {
  await getImport(scope, importId, "failed");
  return { name: `${importId}-errors.csv`, lines: lines() };

  async function* lines(): AsyncGenerator<string> {
    yield csvLine([...IMPORT_COLUMNS, "row", "errors"]);
    for (let after = 0; ; ) {
      const rows = await inScope(scope, (tx) =>
        tx
          .select()
          .from(bulkImportRows)
          .where(and(rowsOf(importId), isBroken(), gt(bulkImportRows.row, after)))
          .orderBy(asc(bulkImportRows.row))
          .limit(BATCH),
      );
      for (const row of rows) {
        const { errors, failure } = lineOf(row);
        const wrong = Object.entries(errors).map(([column, why]) => `${column}: ${why}`);
        yield csvLine([
          ...IMPORT_COLUMNS.map((column) => row.data[column] ?? ""),
          ...[row.row, [...wrong, failure ?? []].flat().join("; ")],
        ]);
      }
      if (rows.length < BATCH) return;
      after = rows.at(-1)!.row;
    }
  }
}
