import { and, eq, isNull, lt } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { sessions, users } from "#db/schema/people.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { inScope } from "./in-scope.ts";
import { systemScope } from "./open-scope.ts";
import { type SecondFactorNeed, secondFactorNeed } from "./rules.ts";

const IDLE_MS = 8 * 3_600_000;
const TOUCH_EVERY_MS = 60_000;

/** Who is signed in, without anything secret. `merchantId` is PARTNER_TENANT for partner staff. */
export type SignedIn = {
  sessionId: string;
  /** Null: the session may do what its person may. Else it may do nothing but this. */
  needs: SecondFactorNeed | null;
  provenAt: Date | null;
  hasSecondFactor: boolean;
  /** The merchant at whose console partner staff look as its people see it. */
  viewing: { merchantId: string; until: Date } | null;
  user: {
    id: string;
    name: string;
    email: string;
    role: Role;
    merchantId: string;
    timezone: string | null;
    isPartnerStaff: boolean;
  };
};

/**
 * Reads the session's row, every time: revoked, idle for 8 h, older than 12 h, or of a disabled person means
 * null (P18). Without its second factor the session is there, but `needs` it. `isPresence: false` is for polling, which must not keep an unattended browser signed in.
 */
export async function checkSession(
  sessionId: string,
  options: {
    isPresence?: boolean;
    isSecondFactorRequired?: boolean;
    database?: Database;
    clock?: Clock;
  } = {},
): Promise<SignedIn | null> {
  const scope = systemScope("web", options);
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const [row] = await tx
      .select({
        expiresAt: sessions.expiresAt,
        lastSeenAt: sessions.lastSeenAt,
        provenAt: sessions.provenAt,
        shownAt: sessions.secondFactorAt,
        viewAsMerchantId: sessions.viewAsMerchantId,
        viewAsUntil: sessions.viewAsUntil,
        enrolledAt: users.totpEnabledAt,
        id: users.id,
        name: users.name,
        email: users.email,
        role: users.role,
        merchantId: users.merchantId,
        timezone: users.timezone,
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt), isNull(users.disabledAt)));
    if (!row || row.expiresAt <= now || now.getTime() - row.lastSeenAt.getTime() > IDLE_MS) return null;
    const touchBefore = new Date(now.getTime() - TOUCH_EVERY_MS);
    if (options.isPresence !== false && row.lastSeenAt < touchBefore) {
      await tx
        .update(sessions)
        .set({ lastSeenAt: now })
        .where(and(eq(sessions.id, sessionId), lt(sessions.lastSeenAt, touchBefore)));
    }
    const { id, name, email, role, merchantId, timezone, provenAt } = row;
    const isPartnerStaff = merchantId === PARTNER_TENANT;
    const needs = secondFactorNeed({
      isPartnerStaff,
      isEnrolled: row.enrolledAt !== null,
      shownAt: row.shownAt,
      isRequired: options.isSecondFactorRequired ?? true,
    });
    const { viewAsMerchantId, viewAsUntil } = row;
    const isViewing =
      isPartnerStaff && viewAsMerchantId !== null && viewAsUntil !== null && viewAsUntil > now;
    return {
      sessionId,
      needs,
      provenAt,
      hasSecondFactor: row.enrolledAt !== null,
      viewing: isViewing ? { merchantId: viewAsMerchantId, until: viewAsUntil } : null,
      user: { id, name, email, role, merchantId, timezone, isPartnerStaff },
    };
  });
}
