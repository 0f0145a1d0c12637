import { and, eq, isNull, ne } from "drizzle-orm";
import { sessions } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import type { Scope } from "./open-scope.ts";

/**
 * Ends one of the person's own sessions, or with `all` every one but `currentId`, from its next request on. Another
 * person's id ends nothing, like one that is unknown.
 */
export async function endSession(
  scope: Scope,
  place: { merchantId: string; currentId: string; sessionId: string | "all" },
): Promise<{ ok: true; value: { ended: number } }> {
  const which =
    place.sessionId === "all" ? ne(sessions.id, place.currentId) : eq(sessions.id, place.sessionId);
  return inScope(scope, async (tx) => {
    const ended = await tx
      .update(sessions)
      .set({ revokedAt: scope.clock.now() })
      .where(and(eq(sessions.userId, scope.actor.id), isNull(sessions.revokedAt), which))
      .returning({ id: sessions.id });
    if (ended.length > 0) {
      await appendEntry(tx, scope, {
        merchantId: place.merchantId,
        action: "session.end",
        subject: scope.actor.id,
        subjectName: scope.actor.name,
        after: { sessionsEnded: ended.length },
      });
    }
    return ok({ ended: ended.length });
  });
}
