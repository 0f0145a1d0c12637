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
 * Hands an import that was looked through to the worker, which acts in this person's name and as far as they may.
 * Confirmed twice runs once. Throws NotFoundError. Needs `merchants.write` and `sites.write`.
 */
export async function confirmImport(
  scope: Scope,
  input: z.input<typeof importInput>,
): Promise<Result<{ changed: boolean }, Extract<ImportRefusal, { reason: "WRONG_STATE" }>>> {
  requirePermission(scope, "merchants.write");
  requirePermission(scope, "sites.write");
  const { importId } = importInput.parse(input);
  return inScope(scope, async (tx) => {
    const row = await lockImport(tx, importId);
    if (row.state === "running") return ok({ changed: false });
    if (row.state !== "previewed") return refuse({ reason: "WRONG_STATE", state: row.state });
    await tx
      .update(bulkImports)
      .set({ state: "running", byId: scope.actor.id, byName: scope.actor.name })
      .where(eq(bulkImports.id, importId));
    await appendEntry(tx, scope, {
      merchantId: PARTNER_TENANT,
      action: "import.confirm",
      subject: importId,
      subjectName: row.fileName,
      after: { creates: row.creates, changes: row.changes },
    });
    return ok({ changed: true });
  });
}
