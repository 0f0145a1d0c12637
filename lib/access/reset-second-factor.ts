import { eq } from "drizzle-orm";
import type { z } from "zod";
import { recoveryCodes, users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok } from "#lib/kit/result.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { inScope } from "./in-scope.ts";
import { endSessions, lockMember } from "./internal/lock-member.ts";
import { requireFreshProof, type Scope } from "./open-scope.ts";
import { memberInput } from "./schema.ts";

/**
 * For a member who lost app and codes: the next sign-in sets a new second factor up. Ends their sessions and tells
 * them by mail, because it is also what a thief would ask for. Needs `members.write`.
 */
export async function resetSecondFactor(
  scope: Scope,
  input: z.input<typeof memberInput>,
): Promise<{ ok: true; value: { changed: boolean } }> {
  const place = memberInput.parse(input);
  return inScope(scope, async (tx) => {
    const { member } = await lockMember(tx, scope, place);
    if (!member.totpSecret) return ok({ changed: false });
    requireFreshProof(scope);
    const now = scope.clock.now();
    await tx
      .update(users)
      .set({ totpSecret: null, totpEnabledAt: null, totpLastStep: null })
      .where(eq(users.id, member.id));
    await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, member.id));
    await endSessions(tx, member.id, now);
    await appendMail(tx, {
      merchantId: member.merchantId,
      kind: "second_factor",
      toAddress: member.email,
      subject: "Your second factor for Switchboard was reset",
      body: `${member.name},\n\n${scope.actor.name} reset your second factor. You set a new one up when you sign in next. If you did not ask for it, tell an administrator now.`,
      at: now,
    });
    await appendEntry(tx, scope, {
      merchantId: member.merchantId,
      action: "member.second_factor",
      subject: member.id,
      subjectName: `${member.name} (${member.email})`,
      after: { on: false },
    });
    return ok({ changed: true });
  });
}
