import { and, eq, gt, isNull } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { sessions, users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { codesOf, hasTooManyFailures, noteFailure } from "./internal/proof-failures.ts";
import { takeRecoveryCode } from "./internal/recovery-codes.ts";
import { takeCode } from "./internal/take-code.ts";
import { systemScope, userScope } from "./open-scope.ts";

/**
 * Takes a code of the app, or a recovery code, for a session that has shown the password. Each works once (P18).
 * A recovery code is in the audit: it means that the app is lost, or stolen.
 */
export async function checkSecondFactor(
  input: { sessionId: string; code: string },
  around: { database?: Database; clock?: Clock } = {},
): Promise<
  Result<{ usedRecoveryCode: boolean }, { reason: "CODE_WRONG" | "TOO_MANY_ATTEMPTS" | "SIGNED_OUT" }>
> {
  const scope = systemScope("web", around);
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const [row] = await tx
      .select({ user: users, shownAt: sessions.secondFactorAt })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, input.sessionId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
      // The person's row: parallel guesses stand in line and are counted.
      .for("update", { of: users });
    if (!row || row.user.disabledAt) return refuse({ reason: "SIGNED_OUT" });
    const { user } = row;
    if (await hasTooManyFailures(tx, codesOf(user.id), now)) return refuse({ reason: "TOO_MANY_ATTEMPTS" });
    const owner = { merchantId: user.merchantId, userId: user.id };
    const byApp = user.totpEnabledAt !== null && (await takeCode(tx, user, input.code, now));
    const usedRecoveryCode = !byApp && (await takeRecoveryCode(tx, owner, input.code, now));
    if (!byApp && !usedRecoveryCode) {
      await noteFailure(tx, codesOf(user.id), now);
      return refuse({ reason: "CODE_WRONG" });
    }
    await tx
      .update(sessions)
      // Of a session that is whole already a code alone is no proof: check-proof.ts asks for the password, too.
      .set({ secondFactorAt: now, ...(row.shownAt ? {} : { provenAt: now }) })
      .where(eq(sessions.id, input.sessionId));
    if (usedRecoveryCode) {
      await appendEntry(tx, userScope(user, { ...around, requestId: scope.requestId }), {
        merchantId: user.merchantId,
        action: "member.recovery_code",
        subject: user.id,
        subjectName: `${user.name} (${user.email})`,
      });
    }
    return ok({ usedRecoveryCode });
  });
}
