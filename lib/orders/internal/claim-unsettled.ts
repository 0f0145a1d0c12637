import { and, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { attempts } from "#db/schema/orders.ts";
import { refunds } from "#db/schema/refunds.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";

/** Longer than one settlement takes: one that died is taken up again. */
const LEASE_MS = 30_000;

export type UnsettledPlace = { merchantId: string; orderId: string; attempt: number };

/** An attempt whose gateway may still be at work is left alone; one that was answered "unknown" is due at once. */
export function isUnsettled(now: Date, underWayMs: number) {
  const begunBefore = new Date(now.getTime() - underWayMs);
  return or(
    and(
      sql`${attempts.state} = 'unknown'`,
      or(isNotNull(attempts.reason), lte(attempts.begunAt, begunBefore)),
    ),
    isNotNull(attempts.pending),
  );
}

/** Takes attempts that are due, oldest first, and puts their next look off, so that two workers share them. */
export function claimUnsettled(scope: Scope, limit: number, underWayMs: number): Promise<UnsettledPlace[]> {
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const due = await tx
      .select({ merchantId: attempts.merchantId, orderId: attempts.orderId, attempt: attempts.number })
      .from(attempts)
      .where(and(isUnsettled(now, underWayMs), or(isNull(attempts.settleAt), lte(attempts.settleAt, now))))
      .orderBy(sql`${attempts.settleAt} NULLS FIRST`, attempts.begunAt)
      .limit(limit)
      .for("update", { skipLocked: true });
    for (const place of due) {
      await tx
        .update(attempts)
        .set({ settleAt: new Date(now.getTime() + LEASE_MS) })
        .where(
          sql`(${attempts.merchantId}, ${attempts.orderId}, ${attempts.number}) = (${place.merchantId}, ${place.orderId}, ${place.attempt})`,
        );
    }
    return due;
  });
}

/** Orders with refunds whose end is not known, when they are due. */
export function claimUnsettledRefunds(
  scope: Scope,
  limit: number,
): Promise<{ merchantId: string; orderId: string }[]> {
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const due = await tx
      .select({ merchantId: refunds.merchantId, id: refunds.id, orderId: refunds.orderId })
      .from(refunds)
      .where(and(inArray(refunds.state, ["requested", "unconfirmed"]), lte(refunds.settleAt, now)))
      .orderBy(refunds.settleAt)
      .limit(limit)
      .for("update", { skipLocked: true });
    for (const { merchantId, id } of due) {
      await tx
        .update(refunds)
        .set({ settleAt: new Date(now.getTime() + LEASE_MS) })
        .where(sql`(${refunds.merchantId}, ${refunds.id}) = (${merchantId}, ${id})`);
    }
    const byOrder = new Map(
      due.map(({ merchantId, orderId }) => [`${merchantId}|${orderId}`, { merchantId, orderId }]),
    );
    return [...byOrder.values()];
  });
}
