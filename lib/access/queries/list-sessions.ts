import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { sessions } from "#db/schema/people.ts";
import { inScope } from "../in-scope.ts";
import type { Scope } from "../open-scope.ts";

export type SessionRow = {
  id: string;
  userAgent: string | null;
  createdAt: Date;
  /** Exact to the minute. */
  lastSeenAt: Date;
  expiresAt: Date;
};

/** Where the person behind the scope is signed in, last seen first. Nobody else's. */
export async function listSessions(scope: Scope): Promise<SessionRow[]> {
  return inScope(scope, (tx) =>
    tx
      .select({
        id: sessions.id,
        userAgent: sessions.userAgent,
        createdAt: sessions.createdAt,
        lastSeenAt: sessions.lastSeenAt,
        expiresAt: sessions.expiresAt,
      })
      .from(sessions)
      .where(
        and(
          eq(sessions.userId, scope.actor.id),
          isNull(sessions.revokedAt),
          gt(sessions.expiresAt, scope.clock.now()),
        ),
      )
      .orderBy(desc(sessions.lastSeenAt), desc(sessions.id)),
  );
}
