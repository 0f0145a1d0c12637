import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { sessions, users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { makeRecoveryCodes } from "./internal/recovery-codes.ts";
import { takeCode } from "./internal/take-code.ts";
import { systemScope, userScope } from "./open-scope.ts";

/**
 * Turns the second factor on with a first code from the app, and hands out the recovery codes, this once. The session
 * that did it has shown its second factor by that.
 */
export async function confirmSecondFactor(
  input: { userId: string; sessionId: string; code: string },
  around: { database?: Database; clock?: Clock } = {},
): Promise<Result<{ recoveryCodes: string[] }, { reason: "CODE_WRONG" | "NOT_BEGUN" | "ALREADY_ON" }>> {
  const scope = systemScope("web", around);
  return inScope(scope, async (tx) => {
    const [user] = await tx.select().from(users).where(eq(users.id, input.userId)).for("update");
    if (!user?.totpSecret) return refuse({ reason: "NOT_BEGUN" });
    if (user.totpEnabledAt) return refuse({ reason: "ALREADY_ON" });
    const now = scope.clock.now();
    if (!(await takeCode(tx, user, input.code, now))) return refuse({ reason: "CODE_WRONG" });
    await tx.update(users).set({ totpEnabledAt: now }).where(eq(users.id, user.id));
    await tx
      .update(sessions)
      .set({ secondFactorAt: now, provenAt: now })
      .where(eq(sessions.id, input.sessionId));
    const owner = { merchantId: user.merchantId, userId: user.id };
    const recoveryCodes = await makeRecoveryCodes(tx, owner, now);
    await appendEntry(tx, userScope(user, { ...around, requestId: scope.requestId }), {
      merchantId: user.merchantId,
      action: "member.second_factor",
      subject: user.id,
      subjectName: `${user.name} (${user.email})`,
      after: { on: true },
    });
    return ok({ recoveryCodes });
  });
}
