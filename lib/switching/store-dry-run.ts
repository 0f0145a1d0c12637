import { and, asc, eq, isNull } from "drizzle-orm";
import { changeRequestItems, changeRequests } from "#db/schema/switching.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { dryRunChange } from "./queries/dry-run-change.ts";

/**
 * Keeps with a request in review what the last seven days would have been with it, once: the approver sees it beside a
 * fresh one. Outside the transaction that made the request, because it reads a week of orders. True when it was kept.
 */
export async function storeDryRun(
  scope: Scope,
  { merchantId, requestId }: { merchantId: string; requestId: string },
): Promise<boolean> {
  const place = and(
    eq(changeRequests.merchantId, merchantId),
    eq(changeRequests.id, requestId),
    eq(changeRequests.state, "in_review"),
  );
  const items = await inScope(scope, (tx) =>
    tx
      .select()
      .from(changeRequestItems)
      .where(and(eq(changeRequestItems.merchantId, merchantId), eq(changeRequestItems.requestId, requestId)))
      .orderBy(asc(changeRequestItems.position)),
  );
  const cells = items.map(({ scope, scopeId: id, channel, after: mode }) => ({ scope, id, channel, mode }));
  const dryRun = await dryRunChange(scope, { merchantId, cells });
  const kept = await inScope(scope, (tx) =>
    tx
      .update(changeRequests)
      .set({ dryRun: JSON.stringify(dryRun) })
      .where(and(place, isNull(changeRequests.dryRun)))
      .returning({ id: changeRequests.id }),
  );
  return kept.length > 0;
}
