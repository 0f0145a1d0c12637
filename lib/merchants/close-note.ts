import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { merchantNotes } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { closeNoteInput } from "./schema.ts";

/** The note's follow-up is done; the note stays. Twice is once. Throws NotFoundError. Needs `merchants.write`. */
export async function closeNote(
  scope: Scope,
  input: z.input<typeof closeNoteInput>,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "merchants.write");
  const { merchantId, noteId } = closeNoteInput.parse(input);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    const own = and(eq(merchantNotes.merchantId, merchantId), eq(merchantNotes.id, noteId));
    const [note] = await tx.select().from(merchantNotes).where(own);
    if (!note) throw new NotFoundError("Note");
    if (note.doneAt) return ok({ changed: false });
    await tx.update(merchantNotes).set({ doneAt: scope.clock.now() }).where(own);
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.close_note",
      subject: noteId,
      subjectName: merchant.name,
      before: { done: false },
      after: { done: true },
    });
    return ok({ changed: true });
  });
}
