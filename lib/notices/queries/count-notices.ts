import { and, count, eq, gte } from "drizzle-orm";
import { notices } from "#db/schema/notices.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";

/** How many verified webhooks have come since a moment. Needs `webhooks.read`. */
export async function countNotices(
  scope: Scope,
  where: { environment: Environment; merchantId?: string | undefined; from: Date },
): Promise<number> {
  requirePermission(scope, "webhooks.read");
  const [counted] = await inScope(scope, (tx) =>
    tx
      .select({ n: count() })
      .from(notices)
      .where(
        and(
          eq(notices.environment, where.environment),
          where.merchantId ? eq(notices.merchantId, where.merchantId) : undefined,
          gte(notices.receivedAt, where.from),
        ),
      ),
  );
  return counted?.n ?? 0;
}
