import { and, desc, eq, gte, or } from "drizzle-orm";
import { webhookReplays } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";

export type ReplayView = typeof webhookReplays.$inferSelect;

const SHOWN_MS = 60 * 60 * 1000;
const REPLAYS_MAX = 20;

/** Replays that are under way, and those that ended within the hour; newest first. Needs `webhooks.read`. */
export async function listReplays(
  scope: Scope,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<ReplayView[]> {
  requirePermission(scope, "webhooks.read");
  const since = new Date(scope.clock.now().getTime() - SHOWN_MS);
  return inScope(scope, (tx) =>
    tx
      .select()
      .from(webhookReplays)
      .where(
        and(
          eq(webhookReplays.environment, where.environment),
          where.merchantId ? eq(webhookReplays.merchantId, where.merchantId) : undefined,
          or(eq(webhookReplays.state, "running"), gte(webhookReplays.endedAt, since)),
        ),
      )
      .orderBy(desc(webhookReplays.createdAt))
      .limit(REPLAYS_MAX),
  );
}
