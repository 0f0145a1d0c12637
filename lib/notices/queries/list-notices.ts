import { and, desc, eq, gt, gte, inArray, or, type SQL, sql } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { notices } from "#db/schema/notices.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { readPageKey, writePageKey } from "#lib/kit/page-key.ts";
import type { Environment, NoticeState } from "#lib/terms.ts";

export type NoticeFilter = {
  environment: Environment;
  merchantId?: string | undefined;
  states?: readonly NoticeState[] | undefined;
  events?: readonly string[] | undefined;
  /** An order's id, the checkout's, ours or FlexCharge's; or a notice's id. */
  id?: string | undefined;
  from?: Date | undefined;
  after?: Date | undefined;
};
export type NoticeRow = {
  merchantId: string;
  /** Or the partner's, for notices of its own account. */
  merchantName: string;
  id: string;
  receivedAt: Date;
  processedAt: Date | null;
  /** When it is tried again; null when its fate is final. */
  processAt: Date | null;
  tries: number;
  keyVersion: number;
  event: string | null;
  externalOrderId: string | null;
  flexchargeOrderId: string | null;
  orderId: string | null;
  resent: boolean;
  state: NoticeState;
  cause: string | null;
};

const ROWS_MAX = 200;

/** Webhooks that were verified, newest first, page by key. Needs `webhooks.read`. */
export async function listNotices(
  scope: Scope,
  filter: NoticeFilter,
  page: { after?: string | null | undefined; limit: number },
): Promise<{ rows: NoticeRow[]; next: string | null }> {
  requirePermission(scope, "webhooks.read");
  const limit = Math.min(Math.max(1, page.limit), ROWS_MAX);
  const key = readPageKey(page.after);
  const found = await inScope(scope, (tx) =>
    tx
      .select({
        merchantId: notices.merchantId,
        merchantName: sql<string>`COALESCE(${merchants.name}, (SELECT name FROM partner))`,
        id: notices.id,
        receivedAt: notices.receivedAt,
        key: sql<string>`(${notices.receivedAt} AT TIME ZONE 'UTC')::text`,
        processedAt: notices.processedAt,
        processAt: notices.processAt,
        tries: notices.tries,
        keyVersion: notices.keyVersion,
        event: notices.event,
        externalOrderId: notices.externalOrderId,
        flexchargeOrderId: notices.flexchargeOrderId,
        orderId: notices.orderId,
        resent: notices.resent,
        state: notices.state,
        cause: notices.cause,
      })
      .from(notices)
      .leftJoin(merchants, eq(merchants.id, notices.merchantId))
      .where(
        and(
          matching(filter),
          key
            ? sql`(${notices.receivedAt}, ${notices.id}) < (${key.at}::timestamp AT TIME ZONE 'UTC', ${key.id})`
            : undefined,
        ),
      )
      .orderBy(desc(notices.receivedAt), desc(notices.id))
      .limit(limit + 1),
  );
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    rows: found.slice(0, limit).map(({ key: _key, ...row }) => row),
    next: last ? writePageKey({ at: last.key, id: last.id }) : null,
  };
}

function matching(filter: NoticeFilter): SQL | undefined {
  const { id, states, events } = filter;
  return and(
    eq(notices.environment, filter.environment),
    filter.merchantId ? eq(notices.merchantId, filter.merchantId) : undefined,
    states?.length ? inArray(notices.state, [...states]) : undefined,
    events?.length ? inArray(notices.event, [...events]) : undefined,
    id
      ? or(
          eq(notices.externalOrderId, id),
          eq(notices.orderId, id),
          eq(notices.flexchargeOrderId, id),
          eq(notices.id, id),
        )
      : undefined,
    filter.from ? gte(notices.receivedAt, filter.from) : undefined,
    filter.after ? gt(notices.receivedAt, filter.after) : undefined,
  );
}
