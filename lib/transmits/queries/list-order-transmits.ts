import { and, asc, eq, inArray } from "drizzle-orm";
import { transmitResults, transmitRetries, transmits } from "#db/schema/transmits.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";
import { transmitId } from "../rules.ts";
import type { TransmitState } from "../schema.ts";

/** A copy of one of an order's transactions, and how far it is on its way. */
export type OrderTransmit = {
  id: string;
  attempt: number;
  receivedAt: Date;
  state: TransmitState;
  heldReason: string | null;
  lastError: string | null;
};

/**
 * The copies of an order's own transactions, each as it was received first. Found by their ids, which follow from
 * order and transaction, so that no index by order is needed on the ingest table. Needs `orders.read`.
 */
export async function listOrderTransmits(
  scope: Scope,
  order: { merchantId: string; environment: Environment; externalId: string },
  attempts: readonly { number: number; transactionId: string }[],
): Promise<OrderTransmit[]> {
  requirePermission(scope, "orders.read");
  const { merchantId, environment, externalId } = order;
  const attemptOf = new Map<string, number>();
  for (const { number, transactionId } of attempts) {
    const id = transmitId({ merchantId, environment, externalId, transactionId });
    if (!attemptOf.has(id)) attemptOf.set(id, number);
  }
  if (attemptOf.size === 0) return [];
  const rows = await inScope(scope, (tx) =>
    tx
      .selectDistinctOn([transmits.id], {
        id: transmits.id,
        receivedAt: transmits.receivedAt,
        heldReason: transmits.heldReason,
        deliveredAt: transmitResults.deliveredAt,
        trouble: transmitRetries.state,
        lastError: transmitRetries.lastError,
      })
      .from(transmits)
      .leftJoin(
        transmitResults,
        and(
          eq(transmitResults.merchantId, transmits.merchantId),
          eq(transmitResults.transmitId, transmits.id),
        ),
      )
      .leftJoin(
        transmitRetries,
        and(
          eq(transmitRetries.merchantId, transmits.merchantId),
          eq(transmitRetries.transmitId, transmits.id),
        ),
      )
      .where(and(eq(transmits.merchantId, merchantId), inArray(transmits.id, [...attemptOf.keys()])))
      .orderBy(asc(transmits.id), asc(transmits.receivedAt)),
  );
  return rows.map(({ id, receivedAt, heldReason, deliveredAt, trouble, lastError }) => ({
    ...{ id, receivedAt, heldReason, lastError },
    attempt: attemptOf.get(id) ?? 1,
    state: deliveredAt ? "delivered" : (trouble ?? (heldReason ? "held" : "queued")),
  }));
}
