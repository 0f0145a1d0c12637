import type { z } from "zod";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { endSessions, lockMember } from "./internal/lock-member.ts";
import type { Scope } from "./open-scope.ts";
import { memberInput } from "./schema.ts";

/** Signs a member out everywhere, from their next request on. Needs `members.write`. */
export async function revokeSessions(
  scope: Scope,
  input: z.input<typeof memberInput>,
): Promise<{ ok: true; value: { ended: number } }> {
  const place = memberInput.parse(input);
  return inScope(scope, async (tx) => {
    const { member } = await lockMember(tx, scope, place);
    const ended = await endSessions(tx, member.id, scope.clock.now());
    if (ended === 0) return ok({ ended });
    await appendEntry(tx, scope, {
      merchantId: member.merchantId,
      action: "member.sign_out",
      subject: member.id,
      subjectName: `${member.name} (${member.email})`,
      after: { sessionsEnded: ended },
    });
    return ok({ ended });
  });
}
