import { and, count, eq, gt, isNull } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { sessions, signInAttempts, users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { takeRecoveryCode } from "./internal/recovery-codes.ts";
import { takeCode } from "./internal/take-code.ts";
import { systemScope, userScope } from "./open-scope.ts";

const WINDOW_MS = 15 * 60_000;
/** Wrong codes of one person within the window. Only who has the password comes this far, so nobody else is locked out. */
const FAILURES_MAX = 8;

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
      .select({ user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, input.sessionId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
      // The person's row: parallel guesses stand in line and are counted.
      .for("update", { of: users });
    if (!row || row.user.disabledAt) return refuse({ reason: "SIGNED_OUT" });
    const { user } = row;
    if ((await countFailures(tx, user.id, now)) >= FAILURES_MAX)
      return refuse({ reason: "TOO_MANY_ATTEMPTS" });
    const owner = { merchantId: user.merchantId, userId: user.id };
    const byApp = user.totpEnabledAt !== null && (await takeCode(tx, user, input.code, now));
    const usedRecoveryCode = !byApp && (await takeRecoveryCode(tx, owner, input.code, now));
    if (!byApp && !usedRecoveryCode) {
      await noteFailure(tx, user.id, now);
      return refuse({ reason: "CODE_WRONG" });
    }
    await tx
      .update(sessions)
      .set({ secondFactorAt: now, provenAt: now })
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

const subjectOf = (userId: string) => `code|${userId}`;

async function countFailures(tx: Transaction, userId: string, now: Date): Promise<number> {
  const since = new Date(now.getTime() - WINDOW_MS);
  const [row] = await tx
    .select({ failures: count() })
    .from(signInAttempts)
    .where(and(eq(signInAttempts.email, subjectOf(userId)), gt(signInAttempts.at, since)));
  return row?.failures ?? 0;
}

async function noteFailure(tx: Transaction, userId: string, now: Date): Promise<void> {
  const id = newId("event", now.getTime());
  await tx
    .insert(signInAttempts)
    .values({ id, email: subjectOf(userId), addressHash: "", succeeded: false, at: now });
}
