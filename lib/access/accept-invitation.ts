import { and, eq, isNull, ne } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { invitations } from "#db/schema/onboarding.ts";
import { sessions, users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { sha256 } from "#lib/kit/crypto.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { hashPassword } from "./hash-password.ts";
import { inScope } from "./in-scope.ts";
import { type InvitationRefusal, invitationRefusal } from "./internal/invitation-state.ts";
import { passwordProblem } from "./internal/password-rule.ts";
import { tenantName } from "./internal/tenant-name.ts";
import { systemScope, userScope } from "./open-scope.ts";
import { type AcceptInvitationInput, acceptInvitationInput, type PasswordProblem } from "./schema.ts";

export type AcceptRefusal =
  | InvitationRefusal
  | { reason: "PASSWORD"; problem: PasswordProblem }
  /** The address has an account already, here or elsewhere: only its owner, who holds the link, is told. */
  | { reason: "ADDRESS_TAKEN" };

type Invitation = typeof invitations.$inferSelect;

/**
 * Makes a member of whoever holds the link, or gives a known member a new password (which ends every session). Nobody
 * is signed in by it: the next step is signing in. The row is locked, so that a link works once.
 */
export async function acceptInvitation(
  input: AcceptInvitationInput,
  around: { database?: Database; clock?: Clock } = {},
): Promise<Result<{ email: string }, AcceptRefusal>> {
  const { token, name, password } = acceptInvitationInput.parse(input);
  const scope = systemScope("web", around);
  const tokenHash = sha256(token);
  const found = await inScope(scope, async (tx) => {
    const [row] = await tx.select().from(invitations).where(eq(invitations.tokenHash, tokenHash));
    return row && { row, home: await tenantName(tx, row.merchantId) };
  });
  const refused = invitationRefusal(found?.row, scope.clock.now());
  if (refused || !found) return refuse(refused ?? { reason: "INVITATION_UNKNOWN" });
  const problem = passwordProblem(password, [found.row.email, name ?? found.row.name, found.home]);
  if (problem) return refuse({ reason: "PASSWORD", problem });
  // Outside the transaction: hashing is slow on purpose, and no row should wait for it.
  const passwordHash = await hashPassword(password);
  return inScope(scope, async (tx) => {
    const [row] = await tx
      .select()
      .from(invitations)
      .where(eq(invitations.tokenHash, tokenHash))
      .for("update");
    const now = scope.clock.now();
    const overtaken = invitationRefusal(row, now);
    if (overtaken || !row) return refuse(overtaken ?? { reason: "INVITATION_UNKNOWN" });
    const userId =
      row.purpose === "reset"
        ? await renewPassword(tx, row, passwordHash, now)
        : await addMember(tx, row, { name: name ?? row.name, passwordHash, now });
    if (!userId) return refuse({ reason: row.purpose === "reset" ? "INVITATION_UNKNOWN" : "ADDRESS_TAKEN" });
    await tx
      .update(invitations)
      .set({ acceptedAt: now, acceptedUserId: userId })
      .where(and(eq(invitations.merchantId, row.merchantId), eq(invitations.id, row.id)));
    const person = { id: userId, name: name ?? row.name, role: row.role, merchantId: row.merchantId };
    await appendEntry(tx, userScope(person, { ...around, requestId: scope.requestId }), {
      merchantId: row.merchantId,
      action: row.purpose === "reset" ? "member.password" : "member.join",
      subject: userId,
      subjectName: `${person.name} (${row.email})`,
      after: row.purpose === "reset" ? { invitation: row.id } : { role: row.role, invitation: row.id },
    });
    return ok({ email: row.email });
  });
}

async function addMember(
  tx: Transaction,
  row: Invitation,
  given: { name: string; passwordHash: string; now: Date },
): Promise<string | null> {
  const { name, passwordHash, now } = given;
  const { merchantId, email, role } = row;
  const added = await tx
    .insert(users)
    .values({
      id: newId("user", now.getTime()),
      merchantId,
      email,
      name,
      role,
      passwordHash,
      passwordChangedAt: now,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: users.id });
  return added[0]?.id ?? null;
}

async function renewPassword(
  tx: Transaction,
  row: Invitation,
  passwordHash: string,
  now: Date,
): Promise<string | null> {
  const [user] = await tx
    .update(users)
    .set({ passwordHash, passwordChangedAt: now })
    .where(and(eq(users.merchantId, row.merchantId), eq(users.email, row.email), isNull(users.disabledAt)))
    .returning({ id: users.id });
  if (!user) return null;
  // Links that were asked for beside this one would open the account again.
  const { merchantId, email } = row;
  await tx
    .update(invitations)
    .set({ revokedAt: now })
    .where(
      and(
        eq(invitations.merchantId, merchantId),
        eq(invitations.email, email),
        eq(invitations.purpose, "reset"),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        ne(invitations.id, row.id),
      ),
    );
  await tx
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userId, user.id), isNull(sessions.revokedAt)));
  return user.id;
}
