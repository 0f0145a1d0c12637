import { eq } from "drizzle-orm";
import type { z } from "zod";
import { users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { endSessions, lockMember } from "./internal/lock-member.ts";
import type { Scope } from "./open-scope.ts";
import { memberInput } from "./schema.ts";

/** Shuts a member out at once; what they did stays theirs. The last administrator stays. Needs `members.write`. */
export async function disableMember(
  scope: Scope,
  input: z.input<typeof memberInput>,
): Promise<Result<{ changed: boolean }, { reason: "LAST_ADMIN" }>> {
  const place = memberInput.parse(input);
  return inScope(scope, async (tx) => {
    const { member, isLastAdmin } = await lockMember(tx, scope, place);
    if (member.disabledAt) return ok({ changed: false });
    if (isLastAdmin) return refuse({ reason: "LAST_ADMIN" });
    const now = scope.clock.now();
    await tx.update(users).set({ disabledAt: now }).where(eq(users.id, member.id));
    const sessions = await endSessions(tx, member.id, now);
    await appendEntry(tx, scope, {
      merchantId: member.merchantId,
      action: "member.disable",
      subject: member.id,
      subjectName: `${member.name} (${member.email})`,
      after: { sessionsEnded: sessions },
    });
    return ok({ changed: true });
  });
}
