import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { invitations } from "#db/schema/onboarding.ts";
import { users } from "#db/schema/people.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { randomToken, sha256 } from "#lib/kit/crypto.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { inScope } from "./in-scope.ts";
import { invitationMail } from "./internal/invitation-mail.ts";
import { tenantName } from "./internal/tenant-name.ts";
import { requireFreshProof, type Scope } from "./open-scope.ts";
import { isRoleOf, mayInvite } from "./rules.ts";
import { type InvitePersonInput, invitePersonInput } from "./schema.ts";

const TOKEN_BYTES = 32;
const DAYS = 7;

/**
 * Invites somebody by e-mail: a link of 256 random bits that works once, for seven days; only its hash is kept. A
 * former invitation of the same address stops working. Needs `members.write`, for a merchant's people
 * `merchants.write` of partner staff. That the address is known elsewhere is not told: its owner learns it.
 */
export async function invitePerson(
  scope: Scope,
  input: InvitePersonInput,
): Promise<
  Result<
    { invitationId: string; expiresAt: Date },
    { reason: "ALREADY_MEMBER" } | { reason: "NOT_A_ROLE_HERE" }
  >
> {
  const { merchantId, email, name, role } = invitePersonInput.parse(input);
  requireInviting(scope, merchantId);
  if (!isRoleOf(merchantId, role)) return refuse({ reason: "NOT_A_ROLE_HERE" });
  requireFreshProof(scope);
  return inScope(scope, async (tx) => {
    const home = await tenantName(tx, merchantId);
    const [member] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.merchantId, merchantId), eq(users.email, email)));
    if (member) return refuse({ reason: "ALREADY_MEMBER" });
    const now = scope.clock.now();
    await revokeOpen(tx, merchantId, email, now);
    const token = randomToken(TOKEN_BYTES);
    const id = newId("invitation", now.getTime());
    const expiresAt = new Date(now.getTime() + DAYS * 24 * 60 * 60 * 1000);
    await tx.insert(invitations).values({
      merchantId,
      id,
      purpose: "member",
      email,
      name,
      role,
      tokenHash: sha256(token),
      invitedById: scope.actor.id,
      invitedByName: scope.actor.name,
      createdAt: now,
      expiresAt,
    });
    const told = { token, home, name, role, byName: scope.actor.name, expiresAt };
    await appendMail(tx, {
      merchantId,
      kind: "invitation",
      toAddress: email,
      at: now,
      ...invitationMail(told),
    });
    await appendEntry(tx, scope, {
      merchantId,
      action: "member.invite",
      subject: id,
      subjectName: `${name} (${email})`,
      after: { email, role, expiresAt: expiresAt.toISOString() },
    });
    return ok({ invitationId: id, expiresAt });
  });
}

/** Throws PermissionError, or NotFoundError for the partner's own people to everybody else. */
export function requireInviting(scope: Scope, merchantId: string): void {
  const isStaff = scope.tenant === EVERY_TENANT;
  if (merchantId === PARTNER_TENANT && !isStaff) throw new NotFoundError("Merchant");
  if (!mayInvite(scope.permissions, isStaff, merchantId)) throw new PermissionError("members.write");
}

/** An address has one open invitation to a tenant: the newest. */
async function revokeOpen(tx: Transaction, merchantId: string, email: string, now: Date): Promise<void> {
  await tx
    .update(invitations)
    .set({ revokedAt: now })
    .where(
      and(
        eq(invitations.merchantId, merchantId),
        eq(invitations.email, email),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    );
}
