import { and, desc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { deliveries } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { readPageKey, writePageKey } from "#lib/kit/page-key.ts";
import type { DeliveryState, Environment } from "#lib/terms.ts";

/** `waiting`: not tried yet; `failing`: tried, and will be again; `dead`: given up. */
export type DeliveryResult = "delivered" | "failing" | "waiting" | "dead";
export type DeliveryFilter = {
  environment: Environment;
  merchantId?: string | undefined;
  endpointId?: string | undefined;
  events?: readonly string[] | undefined;
  results?: readonly DeliveryResult[] | undefined;
  /** An order's id, of the checkout or ours; an event's or a delivery's id. */
  id?: string | undefined;
  /** Last tried, or come, at or after this moment. */
  from?: Date | undefined;
  after?: Date | undefined;
};
export type DeliveryRow = {
  merchantId: string;
  merchantName: string;
  id: string;
  endpointId: string;
  eventId: string;
  event: string;
  orderId: string | null;
  externalOrderId: string | null;
  state: DeliveryState;
  attempts: number;
  /** Of the last attempt; of its coming where there was none. */
  at: Date;
  nextAt: Date | null;
  lastStatus: number | null;
  lastMs: number | null;
  lastError: string | null;
};

const ROWS_MAX = 200;
const moment = sql`coalesce(${deliveries.lastAt}, ${deliveries.createdAt})`;

/** Deliveries, the last tried first, page by key. Needs `webhooks.read`. */
export async function listDeliveries(
  scope: Scope,
  filter: DeliveryFilter,
  page: { after?: string | null | undefined; limit: number },
): Promise<{ rows: DeliveryRow[]; next: string | null }> {
  requirePermission(scope, "webhooks.read");
  const limit = Math.min(Math.max(1, page.limit), ROWS_MAX);
  const key = readPageKey(page.after);
  const found = await inScope(scope, (tx) =>
    tx
      .select({
        merchantId: deliveries.merchantId,
        merchantName: merchants.name,
        id: deliveries.id,
        endpointId: deliveries.endpointId,
        eventId: deliveries.eventId,
        event: deliveries.event,
        orderId: deliveries.orderId,
        externalOrderId: deliveries.externalOrderId,
        state: deliveries.state,
        attempts: deliveries.attempts,
        key: sql<string>`(${moment} AT TIME ZONE 'UTC')::text`,
        nextAt: deliveries.nextAt,
        lastStatus: deliveries.lastStatus,
        lastMs: deliveries.lastMs,
        lastError: deliveries.lastError,
      })
      .from(deliveries)
      .innerJoin(merchants, eq(merchants.id, deliveries.merchantId))
      .where(
        and(
          matching(filter),
          key
            ? sql`(${moment}, ${deliveries.id}) < (${key.at}::timestamp AT TIME ZONE 'UTC', ${key.id})`
            : undefined,
        ),
      )
      .orderBy(sql`${moment} DESC`, desc(deliveries.id))
      .limit(limit + 1),
  );
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    rows: found
      .slice(0, limit)
      .map(({ key: at, ...row }) => ({ ...row, at: new Date(`${at.replace(" ", "T")}Z`) })),
    next: last ? writePageKey({ at: last.key, id: last.id }) : null,
  };
}

function matching(filter: DeliveryFilter): SQL | undefined {
  const { id, events, results } = filter;
  return and(
    eq(deliveries.environment, filter.environment),
    filter.merchantId ? eq(deliveries.merchantId, filter.merchantId) : undefined,
    filter.endpointId ? eq(deliveries.endpointId, filter.endpointId) : undefined,
    events?.length ? inArray(deliveries.event, [...events]) : undefined,
    results?.length ? or(...results.map(isResult)) : undefined,
    id
      ? or(
          eq(deliveries.externalOrderId, id),
          eq(deliveries.orderId, id),
          eq(deliveries.eventId, id),
          eq(deliveries.id, id),
        )
      : undefined,
    filter.from ? sql`${moment} >= ${filter.from.toISOString()}::timestamptz` : undefined,
    filter.after ? sql`${moment} > ${filter.after.toISOString()}::timestamptz` : undefined,
  );
}

function isResult(result: DeliveryResult): SQL | undefined {
  switch (result) {
    case "delivered":
    case "dead":
      return eq(deliveries.state, result);
    case "waiting":
      return and(eq(deliveries.state, "pending"), eq(deliveries.attempts, 0));
    case "failing":
      return and(eq(deliveries.state, "pending"), gt(deliveries.attempts, 0));
  }
}
