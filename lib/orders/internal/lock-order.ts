import { and, asc, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { LedgerSource } from "#lib/ledger/schema.ts";
import { showingAttempt } from "../rules.ts";
import type { AttemptRow, OrderRow } from "./move-attempt.ts";
import { orderPlace } from "./show-on-order.ts";

export type LockedOrder = { order: OrderRow; attempts: AttemptRow[]; showing: AttemptRow };

/** The order with its attempts, its row locked until commit. Throws NotFoundError, also for another tenant's. */
export async function lockOrder(
  tx: Transaction,
  place: { merchantId: string; orderId: string },
): Promise<LockedOrder> {
  const [order] = await tx.select().from(orders).where(orderPlace(place)).for("update");
  if (!order) throw new NotFoundError("Order");
  const tried = await tx
    .select()
    .from(attempts)
    .where(and(eq(attempts.merchantId, place.merchantId), eq(attempts.orderId, place.orderId)))
    .orderBy(asc(attempts.number));
  return { order, attempts: tried, showing: showingAttempt(tried) };
}

/** Where a fact comes from that somebody caused. */
export function sourceOf(scope: Scope): LedgerSource {
  if (scope.actor.kind === "user") return "person";
  return scope.actor.kind === "api_key" ? "gateway" : "poll";
}

/** One audit entry for what a person or a key asked of an order; our own programs leave the order's history only. */
export async function auditOrder(
  tx: Transaction,
  scope: Scope,
  order: OrderRow,
  entry: { action: string; after: unknown; reason?: string | undefined },
): Promise<void> {
  if (scope.actor.kind === "system") return;
  await appendEntry(tx, scope, {
    merchantId: order.merchantId,
    action: entry.action,
    subject: order.id,
    subjectName: `Order ${order.externalId}`,
    after: entry.after,
    ...(entry.reason ? { reason: entry.reason } : {}),
  });
}
