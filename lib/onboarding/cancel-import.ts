import { eq } from "drizzle-orm";
import type { z } from "zod";
import { bulkImports } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import type { ImportRefusal } from "./errors.ts";
import { lockImport } from "./internal/import-rows.ts";
import { importInput } from "./schema.ts";

/**
 * No further row is carried out; what was carried out stays, and the same file may be imported again. Cancelled twice
 * is cancelled. Throws NotFoundError. Needs `merchants.write`.
 */
export async function cancelImport(
  scope: Scope,
  input: z.input<typeof importInput>,
): Promise<Result<{ changed: boolean; done: number }, Extract<ImportRefusal, { reason: "WRONG_STATE" }>>> {
  requirePermission(scope, "merchants.write");
  const { importId } = importInput.parse(input);
  return inScope(scope, async (tx) => {
    const row = await lockImport(tx, importId);
    if (row.state === "cancelled") return ok({ changed: false, done: row.done });
    if (row.state !== "previewed" && row.state !== "running")
      return refuse({ reason: "WRONG_STATE", state: row.state });
    await tx
      .update(bulkImports)
      .set({ state: "cancelled", endedAt: scope.clock.now() })
      .where(eq(bulkImports.id, importId));
    await appendEntry(tx, scope, {
      merchantId: PARTNER_TENANT,
      action: "import.cancel",
      subject: importId,
      subjectName: row.fileName,
      after: { done: row.done },
    });
    return ok({ changed: true, done: row.done });
  });
}
