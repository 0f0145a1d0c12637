import { and, eq, inArray, lte } from "drizzle-orm";
import { bulkImportRows, bulkImports } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

/** Far longer than the largest file takes on the slowest line. */
export const READING_MAX_MS = 60 * 60_000;

/**
 * Ends imports whose reader ended in the middle of the file: nobody goes on with half of it, and its rows change
 * nothing. Answers how many.
 */
export async function expireImports(scope: Scope): Promise<number> {
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const left = await tx
      .update(bulkImports)
      .set({
        state: "failed",
        cause: "Reading the file was interrupted; send it again",
        endedAt: now,
      })
      .where(
        and(
          eq(bulkImports.merchantId, PARTNER_TENANT),
          eq(bulkImports.state, "reading"),
          lte(bulkImports.createdAt, new Date(now.getTime() - READING_MAX_MS)),
        ),
      )
      .returning({ id: bulkImports.id });
    if (left.length === 0) return 0;
    const ids = left.map(({ id }) => id);
    await tx
      .delete(bulkImportRows)
      .where(and(eq(bulkImportRows.merchantId, PARTNER_TENANT), inArray(bulkImportRows.importId, ids)));
    return ids.length;
  });
}
