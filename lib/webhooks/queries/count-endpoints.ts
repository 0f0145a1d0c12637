import { and, count, eq, isNull } from "drizzle-orm";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";

/** How many endpoints hear a merchant's events, or every merchant's. Needs `webhooks.read`. */
export async function countEndpoints(
  scope: Scope,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<number> {
  requirePermission(scope, "webhooks.read");
  const [counted] = await inScope(scope, (tx) =>
    tx
      .select({ n: count() })
      .from(webhookEndpoints)
      .where(
        and(
          eq(webhookEndpoints.environment, where.environment),
          where.merchantId ? eq(webhookEndpoints.merchantId, where.merchantId) : undefined,
          isNull(webhookEndpoints.deletedAt),
        ),
      ),
  );
  return counted?.n ?? 0;
}
