import { lt } from "drizzle-orm";
import { sessions, signInAttempts } from "#db/schema/people.ts";
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
      const ended = await tx
        .delete(sessions)
        .where(lt(sessions.expiresAt, new Date(now - 7 * DAY_MS)))
        .returning({ id: sessions.id });
      const tried = await tx
        .delete(signInAttempts)
        .where(lt(signInAttempts.at, new Date(now - DAY_MS)))
        .returning({ id: signInAttempts.id });
      return ended.length + tried.length;
    }),
};
