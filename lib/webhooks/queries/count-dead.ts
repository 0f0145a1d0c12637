import { and, count, eq } from "drizzle-orm";
import { deliveries } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";

/** How many deliveries were given up. Needs `webhooks.read`. */
export async function countDead(
  scope: Scope,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<number> {
  requirePermission(scope, "webhooks.read");
  const [counted] = await inScope(scope, (tx) =>
    tx
      .select({ n: count() })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.environment, where.environment),
          where.merchantId ? eq(deliveries.merchantId, where.merchantId) : undefined,
          eq(deliveries.state, "dead"),
        ),
      ),
  );
  return counted?.n ?? 0;
}
