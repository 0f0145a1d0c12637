import { eq } from "drizzle-orm";
import type { z } from "zod";
import { users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { Role } from "#lib/terms.ts";
import { inScope } from "./in-scope.ts";
import { endSessions, lockMember } from "./internal/lock-member.ts";
import { requireFreshProof, type Scope } from "./open-scope.ts";
import { isRoleOf, permissionsOf } from "./rules.ts";
import { changeRoleInput } from "./schema.ts";

/**
 * Gives a member another role and ends their sessions, so that nobody works on with the old one (P18). The last
 * administrator keeps theirs. Needs `members.write`.
 */
export async function changeRole(
  scope: Scope,
  input: z.input<typeof changeRoleInput>,
): Promise<Result<{ role: Role; changed: boolean }, { reason: "LAST_ADMIN" | "NOT_A_ROLE_HERE" }>> {
  const { merchantId, userId, role } = changeRoleInput.parse(input);
  return inScope(scope, async (tx) => {
    const { member, isLastAdmin } = await lockMember(tx, scope, { merchantId, userId });
    if (!isRoleOf(merchantId, role)) return refuse({ reason: "NOT_A_ROLE_HERE" });
    if (member.role === role) return ok({ role, changed: false });
    requireFreshProof(scope);
    if (isLastAdmin && !permissionsOf(role).has("members.write")) return refuse({ reason: "LAST_ADMIN" });
    await tx.update(users).set({ role }).where(eq(users.id, userId));
    await endSessions(tx, userId, scope.clock.now());
    await appendEntry(tx, scope, {
      merchantId,
      action: "member.role",
      subject: userId,
      subjectName: `${member.name} (${member.email})`,
      before: { role: member.role },
      after: { role },
    });
    return ok({ role, changed: true });
  });
}
