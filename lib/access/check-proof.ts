import { and, eq, gt, isNull } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { sessions, users } from "#db/schema/people.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { passwordMatches } from "./hash-password.ts";
import { inScope } from "./in-scope.ts";
import { codesOf, hasTooManyFailures, noteFailure, passwordsIn } from "./internal/proof-failures.ts";
import { takeCode } from "./internal/take-code.ts";
import { systemScope } from "./open-scope.ts";

export type ProofRefusal = {
  reason: "PASSWORD_WRONG" | "CODE_WRONG" | "TOO_MANY_ATTEMPTS" | "SIGNED_OUT";
};

/**
 * Shows again that it is the person who is signed in: the password, and a code where they have a second factor. Opens
 * a quarter of an hour for what asks for it (requireFreshProof in open-scope.ts).
 */
export async function checkProof(
  input: { sessionId: string; password: string; code?: string | undefined },
  around: { database?: Database; clock?: Clock } = {},
): Promise<Result<null, ProofRefusal>> {
  const scope = systemScope("web", around);
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const session = and(
      eq(sessions.id, input.sessionId),
      isNull(sessions.revokedAt),
      gt(sessions.expiresAt, now),
    );
    const [row] = await tx
      .select({ user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(session)
      .for("update", { of: users });
    if (!row || row.user.disabledAt) return refuse({ reason: "SIGNED_OUT" });
    const { user } = row;
    const [passwords, codes] = [passwordsIn(input.sessionId), codesOf(user.id)];
    if (await hasTooManyFailures(tx, passwords, now)) return refuse({ reason: "TOO_MANY_ATTEMPTS" });
    if (!(await passwordMatches(user.passwordHash, input.password))) {
      await noteFailure(tx, passwords, now);
      return refuse({ reason: "PASSWORD_WRONG" });
    }
    if (user.totpEnabledAt && (await hasTooManyFailures(tx, codes, now))) {
      return refuse({ reason: "TOO_MANY_ATTEMPTS" });
    }
    if (user.totpEnabledAt && !(await takeCode(tx, user, input.code ?? "", now))) {
      await noteFailure(tx, codes, now);
      return refuse({ reason: "CODE_WRONG" });
    }
    await tx.update(sessions).set({ provenAt: now }).where(session);
    return ok(null);
  });
}
