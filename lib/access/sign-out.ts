import { and, eq, isNull } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { sessions } from "#db/schema/people.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { inScope } from "./in-scope.ts";
import { systemScope } from "./open-scope.ts";

/** Revokes the session's row: from the next request on the cookie opens nothing, wherever it was copied to. */
export async function signOut(
  sessionId: string,
  around: { database?: Database; clock?: Clock } = {},
): Promise<void> {
  const scope = systemScope("web", around);
  await inScope(scope, (tx) =>
    tx
      .update(sessions)
      .set({ revokedAt: scope.clock.now() })
      .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt))),
  );
}
