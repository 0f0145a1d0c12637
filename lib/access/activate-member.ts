import { eq } from "drizzle-orm";
import type { z } from "zod";
import { users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { lockMember } from "./internal/lock-member.ts";
import { requireFreshProof, type Scope } from "./open-scope.ts";
import { memberInput } from "./schema.ts";

/** Lets a disabled member in again, with the role and password they had. Needs `members.write`. */
export async function activateMember(
  scope: Scope,
  input: z.input<typeof memberInput>,
): Promise<{ ok: true; value: { changed: boolean } }> {
  const place = memberInput.parse(input);
  return inScope(scope, async (tx) => {
    const { member } = await lockMember(tx, scope, place);
    if (!member.disabledAt) return ok({ changed: false });
    requireFreshProof(scope);
    await tx.update(users).set({ disabledAt: null }).where(eq(users.id, member.id));
    await appendEntry(tx, scope, {
      merchantId: member.merchantId,
      action: "member.activate",
      subject: member.id,
      subjectName: `${member.name} (${member.email})`,
    });
    return ok({ changed: true });
  });
}
