import { and, asc, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { changeRequestItems, changeRequests } from "#db/schema/switching.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { newId } from "#lib/kit/ids.ts";
import type { SettableMode } from "#lib/terms.ts";
import type { MerchantConfig } from "../schema.ts";
import { type Cell, placeName } from "./write-mode.ts";

export type Wish = {
  baseVersion: number;
  cells: (Cell & { before: SettableMode })[];
  reason: string;
  scheduledFor?: Date | null;
};

/**
 * Writes a change request that waits for a second person, with its diff. Asked again for the same cells while one
 * waits, that one is it. The switch set is locked. Answers its id.
 */
export async function openRequest(
  tx: Transaction,
  scope: Scope,
  merchant: MerchantConfig,
  wish: Wish,
): Promise<string> {
  const same = await findSame(tx, scope, merchant.id, wish);
  if (same) return same;
  const at = scope.clock.now();
  const id = newId("changeRequest", at.getTime());
  await tx.insert(changeRequests).values({
    merchantId: merchant.id,
    id,
    state: "in_review",
    baseVersion: wish.baseVersion,
    reason: wish.reason,
    requestedById: scope.actor.id,
    requestedByName: scope.actor.name,
    requestedAt: at,
    scheduledFor: wish.scheduledFor ?? null,
    stateAt: at,
  });
  await tx.insert(changeRequestItems).values(
    wish.cells.map((cell, position) => ({
      merchantId: merchant.id,
      requestId: id,
      position,
      scope: cell.scope,
      scopeId: cell.id,
      channel: cell.channel,
      before: cell.before,
      after: cell.mode,
    })),
  );
  await appendEntry(tx, scope, {
    merchantId: merchant.id,
    action: "change.request",
    subject: id,
    subjectName: `${merchant.name}: ${wish.cells.length === 1 ? "1 cell" : `${wish.cells.length} cells`}`,
    after: {
      cells: wish.cells.map((cell) => ({
        place: placeName(merchant, cell.scope, cell.id),
        channel: cell.channel,
        before: cell.before,
        after: cell.mode,
      })),
      scheduledFor: wish.scheduledFor?.toISOString() ?? null,
    },
    reason: wish.reason,
  });
  return id;
}

async function findSame(
  tx: Transaction,
  scope: Scope,
  merchantId: string,
  wish: Wish,
): Promise<string | null> {
  const rows = await tx
    .select({ id: changeRequests.id, at: changeRequests.scheduledFor, item: changeRequestItems })
    .from(changeRequests)
    .innerJoin(
      changeRequestItems,
      and(eq(changeRequestItems.merchantId, merchantId), eq(changeRequestItems.requestId, changeRequests.id)),
    )
    .where(
      and(
        eq(changeRequests.merchantId, merchantId),
        eq(changeRequests.state, "in_review"),
        eq(changeRequests.requestedById, scope.actor.id),
      ),
    )
    .orderBy(asc(changeRequests.requestedAt), asc(changeRequestItems.position));
  const keyOf = (cell: { scope: string; id: string; channel: string; mode: string }) =>
    [cell.scope, cell.id, cell.channel, cell.mode].join("|");
  const wanted = wish.cells.map(keyOf).sort().join();
  for (const [id, group] of Map.groupBy(rows, (row) => row.id)) {
    const cells = group.map(({ item }) => keyOf({ ...item, id: item.scopeId, mode: item.after }));
    const sameTime = (group[0]?.at?.getTime() ?? null) === (wish.scheduledFor?.getTime() ?? null);
    if (sameTime && cells.sort().join() === wanted) return id;
  }
  return null;
}
