import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { bulkImportRows, bulkImports } from "#db/schema/onboarding.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

export type ImportHead = typeof bulkImports.$inferSelect;

/** Takes the import for this transaction: rows, confirming and cancelling follow each other. */
export async function lockImport(tx: Transaction, importId: string): Promise<ImportHead> {
  const [row] = await tx
    .select()
    .from(bulkImports)
    .where(and(eq(bulkImports.merchantId, PARTNER_TENANT), eq(bulkImports.id, importId)))
    .for("update");
  if (!row) throw new NotFoundError("Import");
  return row;
}

export const rowsOf = (importId: string) =>
  and(eq(bulkImportRows.merchantId, PARTNER_TENANT), eq(bulkImportRows.importId, importId));
