import type { z } from "zod";
import { merchantNotes } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { addNoteInput } from "./schema.ts";

/**
 * Keeps partner staff's own words about a merchant, which its people never see; the audit, which they may read, says
 * that there is one and not what it says. Throws NotFoundError. Needs `merchants.write`.
 */
export async function addNote(
  scope: Scope,
  input: z.input<typeof addNoteInput>,
): Promise<Result<{ id: string }, never>> {
  requirePermission(scope, "merchants.write");
  const { merchantId, text, followUpOn } = addNoteInput.parse(input);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    const at = scope.clock.now();
    const id = newId("note", at.getTime());
    await tx.insert(merchantNotes).values({
      ...{ merchantId, id, text, followUpOn, createdAt: at },
      ...{ byId: scope.actor.id, byName: scope.actor.name },
    });
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.add_note",
      subject: id,
      subjectName: merchant.name,
      after: { followUpOn },
    });
    return ok({ id });
  });
}
