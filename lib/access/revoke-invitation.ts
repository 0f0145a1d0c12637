import { and, eq, isNull } from "drizzle-orm";
import { invitations } from "#db/schema/onboarding.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { requireInviting } from "./invite-person.ts";
import type { Scope } from "./open-scope.ts";

/** Its link opens nothing from now on. Throws NotFoundError. */
export async function revokeInvitation(
  scope: Scope,
  input: { merchantId: string; invitationId: string },
): Promise<Result<{ invitationId: string }, { reason: "NOT_OPEN" }>> {
  const { merchantId, invitationId } = input;
  requireInviting(scope, merchantId);
  return inScope(scope, async (tx) => {
    const place = and(eq(invitations.merchantId, merchantId), eq(invitations.id, invitationId));
    const [row] = await tx.select().from(invitations).where(place).for("update");
    if (row?.purpose !== "member") throw new NotFoundError("Invitation");
    const revoked = await tx
      .update(invitations)
      .set({ revokedAt: scope.clock.now() })
      .where(and(place, isNull(invitations.acceptedAt), isNull(invitations.revokedAt)))
      .returning({ id: invitations.id });
    if (revoked.length === 0) return refuse({ reason: "NOT_OPEN" });
    await appendEntry(tx, scope, {
      merchantId,
      action: "member.uninvite",
      subject: invitationId,
      subjectName: `${row.name} (${row.email})`,
    });
    return ok({ invitationId });
  });
}
