import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { AttemptState } from "#lib/terms.ts";
import type { RebillQuery } from "../schema.ts";

/** A subscription with an order in the period; its orders are counted over all time. */
export type SubscriptionRow = {
  merchantId: string;
  subscriptionId: string;
  orders: number;
  inFlight: number;
  /** Of its latest order. */
  lastState: AttemptState;
  lastDeclinedAt: string;
  /** The earliest end of one that is in flight. */
  nextExpiryAt: string | null;
};

const ROWS_MAX = 200;

/** Latest decline first, page by key. Needs `orders.read`. */
export async function listSubscriptions(
  scope: Scope,
  { environment, merchantId, from, to, tz }: RebillQuery,
  page: { after?: string | null | undefined; limit: number },
): Promise<{ rows: SubscriptionRow[]; next: string | null }> {
  requirePermission(scope, "orders.read");
  const limit = Math.min(Math.max(1, page.limit), ROWS_MAX);
  const key = page.after ? keyOf(page.after) : null;
  const merchant = merchantId === undefined ? sql`` : sql`AND merchant_id = ${merchantId}`;
  const beyond = key
    ? sql`HAVING (max(declined_at), merchant_id, subscription_id) < (${key.at}::timestamptz, ${key.merchant}, ${key.subscription})`
    : sql``;
  const found = await inScope(scope, (tx) =>
    tx.execute<Record<string, unknown>>(sql`WITH active AS MATERIALIZED (
        SELECT merchant_id, subscription_id, max(declined_at) AS last_at FROM orders
        WHERE environment = ${environment} ${merchant} AND subscription_id IS NOT NULL
          AND declined_at >= (${from}::timestamp AT TIME ZONE ${tz}::text)
          AND declined_at < (${to}::timestamp AT TIME ZONE ${tz}::text)
        GROUP BY 1, 2 ${beyond} ORDER BY 3 DESC, 1 DESC, 2 DESC LIMIT ${limit + 1}
      )
      SELECT a.merchant_id, a.subscription_id, a.last_at, a.last_at::text AS key_at, count(*)::int AS orders,
        count(*) FILTER (WHERE o.state = 'submitted')::int AS in_flight,
        (array_agg(o.state ORDER BY o.declined_at DESC, o.id DESC))[1] AS last_state,
        max(o.declined_at) AS last_declined_at, min(o.expires_at) FILTER (WHERE o.state = 'submitted') AS next_expiry_at
      FROM active a JOIN orders o ON o.subscription_id = a.subscription_id AND o.merchant_id = a.merchant_id
        AND o.environment = ${environment}
      GROUP BY 1, 2, 3 ORDER BY 3 DESC, 1 DESC, 2 DESC`),
  );
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return {
    rows: rows.map((row) => ({
      merchantId: String(row.merchant_id),
      subscriptionId: String(row.subscription_id),
      orders: Number(row.orders),
      inFlight: Number(row.in_flight),
      lastState: row.last_state as AttemptState,
      lastDeclinedAt: new Date(row.last_declined_at as string).toISOString(),
      nextExpiryAt: row.next_expiry_at ? new Date(row.next_expiry_at as string).toISOString() : null,
    })),
    next: last ? cursorOf(last) : null,
  };
}

function cursorOf(row: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify([row.key_at, row.merchant_id, row.subscription_id])).toString(
    "base64url",
  );
}

/** Null for a cursor that nobody was given: the first page, then. */
function keyOf(cursor: string): { at: string; merchant: string; subscription: string } | null {
  try {
    const given = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    const [at, merchant, subscription] = given.map((part) =>
      typeof part === "string" && !part.includes("\0") ? part : "",
    );
    if (!at || !merchant || !subscription || Number.isNaN(Date.parse(at.replace(/([+-]\d\d)$/, "$1:00"))))
      return null;
    return { at, merchant, subscription };
  } catch {
    return null;
  }
}
