import { and, count, desc, eq, gte, isNull, lt, sql } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { readPageKey, writePageKey } from "#lib/kit/page-key.ts";
import type { AttemptState, Environment } from "#lib/terms.ts";

/** An order whose end polling found before any notice told it (product.md §9). */
export type WebhookGap = {
  merchantId: string;
  merchantName: string;
  orderId: string;
  externalOrderId: string;
  attempt: number;
  state: AttemptState;
  amountMinor: number;
  currency: string;
  /** When polling found it. */
  foundAt: Date;
  /** When the notice came after all; null: it is missing still. */
  noticeAt: Date | null;
};
export type GapTotal = {
  merchantId: string;
  merchantName: string;
  gaps: number;
  /** Without a notice to this day. */
  missing: number;
  lastAt: Date;
};

const ROWS_MAX = 200;
const found = sql`${attempts.answeredAt}`;
const endedByPoll = sql`${attempts.endedBy} = 'poll'`;

/** The gaps of a period, last found first, page by key, with each merchant's totals. Needs `webhooks.read`. */
export async function listWebhookGaps(
  scope: Scope,
  where: { environment: Environment; merchantId?: string | undefined; from: Date; to: Date },
  page: { after?: string | null | undefined; limit: number },
): Promise<{ rows: WebhookGap[]; next: string | null; totals: GapTotal[] }> {
  requirePermission(scope, "webhooks.read");
  const limit = Math.min(Math.max(1, page.limit), ROWS_MAX);
  const key = readPageKey(page.after);
  const inPeriod = and(
    endedByPoll,
    gte(attempts.answeredAt, where.from),
    lt(attempts.answeredAt, where.to),
    eq(orders.environment, where.environment),
    where.merchantId === undefined ? undefined : eq(attempts.merchantId, where.merchantId),
  );
  const ofOrder = and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId));
  const ofMerchant = eq(merchants.id, attempts.merchantId);
  return inScope(scope, async (tx) => {
    const listed = await tx
      .select({
        merchantId: attempts.merchantId,
        merchantName: merchants.name,
        orderId: attempts.orderId,
        externalOrderId: orders.externalId,
        attempt: attempts.number,
        state: attempts.state,
        amountMinor: attempts.amountMinor,
        currency: attempts.currency,
        noticeAt: attempts.noticeAt,
        foundAt: attempts.answeredAt,
        key: sql<string>`(${found} AT TIME ZONE 'UTC')::text`,
      })
      .from(attempts)
      .innerJoin(orders, ofOrder)
      .innerJoin(merchants, ofMerchant)
      .where(
        and(
          inPeriod,
          key ? sql`(${found}, ${attempts.orderId}) < (${`${key.at}Z`}::timestamptz, ${key.id})` : undefined,
        ),
      )
      .orderBy(desc(found), desc(attempts.orderId))
      .limit(limit + 1);
    const totals = await tx
      .select({
        merchantId: attempts.merchantId,
        merchantName: merchants.name,
        gaps: count(),
        missing: sql<number>`count(*) FILTER (WHERE ${isNull(attempts.noticeAt)})`.mapWith(Number),
        lastAt: sql`max(${found})`.mapWith(attempts.answeredAt),
      })
      .from(attempts)
      .innerJoin(orders, ofOrder)
      .innerJoin(merchants, ofMerchant)
      .where(inPeriod)
      .groupBy(attempts.merchantId, merchants.name)
      .orderBy(desc(count()), merchants.name);
    const rows = listed.slice(0, limit).map(({ key: _key, foundAt, ...gap }) => {
      if (!foundAt) throw new Error("an attempt that ended was answered");
      return { ...gap, foundAt };
    });
    const last = listed[limit - 1];
    const next = listed.length > limit && last ? writePageKey({ at: last.key, id: last.orderId }) : null;
    return { rows, next, totals: totals.map((total) => ({ ...total, lastAt: total.lastAt as Date })) };
  });
}
