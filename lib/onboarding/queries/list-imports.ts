import { and, asc, desc, eq, isNotNull, ne, or, type SQL } from "drizzle-orm";
import { bulkImportRows, bulkImports } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { type ImportHead, rowsOf } from "../internal/import-rows.ts";
import type { ImportDiff, ImportErrors } from "../schema.ts";

export type { ImportHead };
export type ImportLine = {
  number: number;
  action: "create" | "change" | "same" | "error";
  merchant: string;
  diff: ImportDiff;
  errors: ImportErrors;
  isDone: boolean;
  failure: string | null;
};
export type ImportShow = "all" | ImportLine["action"] | "failed";

const LINES_MAX = 500;

/** The newest 20 that were looked through. Needs `merchants.write`. */
export async function listImports(scope: Scope): Promise<ImportHead[]> {
  requirePermission(scope, "merchants.write");
  return inScope(scope, (tx) =>
    tx
      .select()
      .from(bulkImports)
      .where(and(eq(bulkImports.merchantId, PARTNER_TENANT), ne(bulkImports.state, "reading")))
      .orderBy(desc(bulkImports.createdAt))
      .limit(20),
  );
}

/** One import with its first 500 rows of a kind. Throws NotFoundError. Needs `merchants.write`. */
export async function getImport(
  scope: Scope,
  importId: string,
  show: ImportShow,
): Promise<{ head: ImportHead; failed: number; lines: ImportLine[] }> {
  requirePermission(scope, "merchants.write");
  return inScope(scope, async (tx) => {
    const [head] = await tx
      .select()
      .from(bulkImports)
      .where(and(eq(bulkImports.merchantId, PARTNER_TENANT), eq(bulkImports.id, importId)));
    if (!head) throw new NotFoundError("Import");
    const failed = and(rowsOf(importId), isNotNull(bulkImportRows.failure));
    const rows = await tx
      .select()
      .from(bulkImportRows)
      .where(and(rowsOf(importId), only(show)))
      .orderBy(asc(bulkImportRows.row))
      .limit(LINES_MAX);
    return { head, failed: await tx.$count(bulkImportRows, failed), lines: rows.map(lineOf) };
  });
}

function only(show: ImportShow): SQL | undefined {
  if (show === "all") return undefined;
  return show === "failed" ? isNotNull(bulkImportRows.failure) : eq(bulkImportRows.action, show);
}

export function lineOf(row: typeof bulkImportRows.$inferSelect): ImportLine {
  const { action, data, failure } = row;
  const told = JSON.parse(row.diff ?? "{}");
  return {
    ...{ number: row.row, action, failure, merchant: data.merchant ?? "", isDone: row.appliedAt !== null },
    diff: action === "error" ? {} : (told as ImportDiff),
    errors: action === "error" ? (told as ImportErrors) : {},
  };
}

export const isBroken = () => or(eq(bulkImportRows.action, "error"), isNotNull(bulkImportRows.failure));
