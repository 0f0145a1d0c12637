import { eq, lt, max, sql } from "drizzle-orm";
import { sessions, signInAttempts, users } from "#db/schema/people.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { inScope } from "./in-scope.ts";
import type { Scope } from "./open-scope.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Sessions are kept a week after their end for the audit of "who was signed in"; attempts as long as throttling counts. */
export const forgetOldSignIns: PeriodicJob<Scope> = {
  name: "forget-old-sign-ins",
  everyMs: 60 * 60 * 1000,
  run: (scope) =>
    inScope(scope, async (tx) => {
      const now = scope.clock.now().getTime();
      const isOld = lt(sessions.expiresAt, new Date(now - 7 * DAY_MS));
      const seen = tx
        .select({ userId: sessions.userId, at: max(sessions.lastSeenAt).as("at") })
        .from(sessions)
        .where(isOld)
        .groupBy(sessions.userId)
        .as("seen");
      // Else the row alone would know when its person was last here.
      await tx
        .update(users)
        .set({ lastSeenAt: sql`greatest(${users.lastSeenAt}, ${seen.at})` })
        .from(seen)
        .where(eq(users.id, seen.userId));
      const ended = await tx.delete(sessions).where(isOld).returning({ id: sessions.id });
      const tried = await tx
        .delete(signInAttempts)
        .where(lt(signInAttempts.at, new Date(now - DAY_MS)))
        .returning({ id: signInAttempts.id });
      return ended.length + tried.length;
    }),
};
