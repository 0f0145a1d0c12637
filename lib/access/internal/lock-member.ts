import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { sessions, users } from "#db/schema/people.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { requirePermission, type Scope } from "../open-scope.ts";

/** Who may change members; a tenant without one has locked itself out. */
const ADMIN_ROLES: Role[] = ["admin", "merchant_admin"];

export type Member = typeof users.$inferSelect;

/**
 * The member, locked together with the tenant's administrators in one order, so that two administrators who remove
 * each other at once do not both succeed. Needs `members.write`; throws NotFoundError.
 */
export async function lockMember(
  tx: Transaction,
  scope: Scope,
  { merchantId, userId }: { merchantId: string; userId: string },
): Promise<{ member: Member; isLastAdmin: boolean }> {
  requirePermission(scope, "members.write");
  if (merchantId === PARTNER_TENANT && scope.tenant !== EVERY_TENANT) throw new NotFoundError("Merchant");
  const admins = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.merchantId, merchantId), inArray(users.role, ADMIN_ROLES), isNull(users.disabledAt)))
    .orderBy(asc(users.id))
    .for("update");
  const [member] = await tx
    .select()
    .from(users)
    .where(and(eq(users.merchantId, merchantId), eq(users.id, userId)))
    .for("update");
  if (!member) throw new NotFoundError("Member");
  return { member, isLastAdmin: admins.length === 1 && admins[0]?.id === userId };
}

/** Ends every session of a person at once: the row is read on each request. Answers how many were open. */
export async function endSessions(tx: Transaction, userId: string, now: Date): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
  return ended.length;
}
