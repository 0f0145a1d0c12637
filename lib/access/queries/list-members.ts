import { and, asc, desc, eq, isNull, max } from "drizzle-orm";
import { invitations } from "#db/schema/onboarding.ts";
import { sessions, users } from "#db/schema/people.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { inScope } from "../in-scope.ts";
import { requirePermission, type Scope } from "../open-scope.ts";

export type MemberRow = {
  id: string;
  name: string;
  email: string;
  role: Role;
  secondFactorSince: Date | null;
  lastSeenAt: Date | null;
  disabledAt: Date | null;
};

export type InvitationRow = {
  id: string;
  name: string;
  email: string;
  role: Role;
  invitedByName: string;
  createdAt: Date;
  /** Also of one that has ended: then it can be sent anew. */
  expiresAt: Date;
};

/** The people of a merchant, or with PARTNER_TENANT the partner's own, and who was invited. Needs `members.write`. */
export async function listMembers(
  scope: Scope,
  merchantId: string,
): Promise<{ members: MemberRow[]; invitations: InvitationRow[] }> {
  requirePermission(scope, "members.write");
  if (merchantId === PARTNER_TENANT && scope.tenant !== EVERY_TENANT) throw new NotFoundError("Merchant");
  return inScope(scope, async (tx) => {
    const rows = await tx
      .select({ user: users, seenAt: max(sessions.lastSeenAt) })
      .from(users)
      .leftJoin(sessions, eq(sessions.userId, users.id))
      .where(eq(users.merchantId, merchantId))
      .groupBy(users.id)
      .orderBy(asc(users.name), asc(users.id));
    const open = await tx
      .select()
      .from(invitations)
      .where(
        and(
          eq(invitations.merchantId, merchantId),
          eq(invitations.purpose, "member"),
          isNull(invitations.acceptedAt),
          isNull(invitations.revokedAt),
        ),
      )
      .orderBy(desc(invitations.createdAt));
    return {
      members: rows.map(({ user, seenAt }) => ({
        id: user.id,
        name: user.name,
        email: user.email,
        role: user.role,
        secondFactorSince: user.totpEnabledAt,
        lastSeenAt: seenAt ?? user.lastSeenAt,
        disabledAt: user.disabledAt,
      })),
      invitations: open.map(({ id, name, email, role, invitedByName, createdAt, expiresAt }) => ({
        id,
        name,
        email,
        role,
        invitedByName,
        createdAt,
        expiresAt,
      })),
    };
  });
}
