import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

/** Longer than a batch takes: what a killed worker had in hand comes back after it. */
const LEASE_MS = 45_000;
/** Of what waits for its order, so many are looked at when orders appear, the newest first. */
const PARKED_MAX = 1_000;

export type NoticePlace = {
  merchantId: string;
  noticeId: string;
  /** Notices of one order go in turn. */
  order: string;
};

/** Takes notices that are due, oldest first, and puts them off for a while, so that several workers share them. */
export function claimNotices(scope: Scope, limit: number): Promise<NoticePlace[]> {
  const now = scope.clock.now();
  const until = new Date(now.getTime() + LEASE_MS);
  return inScope(scope, async (tx) => {
    const taken = await tx.execute<{ merchant_id: string; id: string; order_id: string; received: Date }>(sql`
      UPDATE notices SET process_at = ${until.toISOString()}, tries = tries + 1
      WHERE (merchant_id, id) IN (
        SELECT merchant_id, id FROM notices WHERE process_at <= ${now.toISOString()}
        ORDER BY process_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING merchant_id, id, COALESCE(flexcharge_order_id, external_order_id, id) AS order_id, received_at`);
    return [...taken]
      .map((row) => ({
        merchantId: row.merchant_id,
        noticeId: row.id,
        order: `${row.merchant_id}|${row.order_id}`,
      }))
      .sort((a, b) => (a.noticeId < b.noticeId ? -1 : 1));
  });
}

/**
 * Parked notices whose order or application has appeared since are due at once. The condition is that of findHeardOrder:
 * a notice that it would not find must not come back at every look. Answers how many.
 */
export function wakeParked(scope: Scope): Promise<number> {
  const now = scope.clock.now().toISOString();
  return inScope(scope, async (tx) => {
    const woken = await tx.execute(sql`
      UPDATE notices SET process_at = ${now}
      WHERE (merchant_id, id) IN (
        SELECT n.merchant_id, n.id FROM (
          SELECT * FROM notices WHERE state = 'parked' AND process_at > ${now}
          ORDER BY received_at DESC LIMIT ${PARKED_MAX}
        ) AS n
        WHERE EXISTS (
          SELECT FROM attempts AS a WHERE a.flexcharge_order_id = n.flexcharge_order_id
            AND a.merchant_id = n.merchant_id AND a.target = n.environment)
        OR EXISTS (
          SELECT FROM orders AS o
          JOIN attempts AS a ON a.merchant_id = o.merchant_id AND a.order_id = o.id
          WHERE o.external_id = n.external_order_id AND o.merchant_id = n.merchant_id
            AND o.environment = n.environment AND a.target = n.environment
            AND (n.flexcharge_order_id IS NULL OR a.flexcharge_order_id IS NULL))
        OR (n.merchant_id = ${PARTNER_TENANT} AND EXISTS (
          SELECT FROM applications AS p
          WHERE p.upstream_id = n.flexcharge_order_id AND p.environment = n.environment)))
      RETURNING id`);
    return woken.length;
  });
}
