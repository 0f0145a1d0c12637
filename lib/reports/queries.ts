import { and, count, eq, gte, inArray, type SQL, sql, sum } from "drizzle-orm";
import { orders } from "#db/schema/orders.ts";
import { siteHosts, sites } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { AttemptState, Channel, Environment, Reason } from "#lib/terms.ts";

const DAY_MS = 86_400_000;

/** Orders kept back by the switches themselves: what another mode would have sent. */
const SWITCHED_OFF: Reason[] = ["CHANNEL_OFF", "LIVE_ORDER_ON_SANDBOX_CHANNEL", "KILL_SWITCH"];
const IN_FLIGHT: AttemptState[] = ["submitted", "unknown"];
const LOST: AttemptState[] = ["declined", "cancelled", "expired", "challenge"];

/** Amounts in minor units, one entry a currency: they are never added together. */
export type CountedOrders = { orders: number; amounts: { currency: string; amountMinor: number }[] };

/** Declined in the last `days`, of one cell of the activation matrix, and kept back by a switch. */
export async function countNotSent(
  scope: Scope,
  cell: {
    merchantId: string;
    siteId?: string;
    campaignId?: string;
    channel: Channel;
    environment: Environment;
    days: number;
  },
): Promise<CountedOrders> {
  requirePermission(scope, "orders.read");
  const rows = await inScope(scope, (tx) =>
    tx
      .select({
        currency: orders.currency,
        orders: count(),
        amountMinor: sum(orders.amountMinor).mapWith(Number),
      })
      .from(orders)
      .where(
        and(
          eq(orders.merchantId, cell.merchantId),
          eq(orders.environment, cell.environment),
          eq(orders.channel, cell.channel),
          eq(orders.state, "not_sent"),
          inArray(orders.reason, SWITCHED_OFF),
          gte(orders.declinedAt, daysAgo(scope, cell.days)),
          cell.siteId === undefined ? undefined : eq(orders.siteId, cell.siteId),
          cell.campaignId === undefined ? undefined : eq(orders.campaignId, cell.campaignId),
        ),
      )
      .groupBy(orders.currency)
      .orderBy(orders.currency),
  );
  return {
    orders: rows.reduce((all, row) => all + row.orders, 0),
    amounts: rows.map(({ currency, amountMinor }) => ({ currency, amountMinor })),
  };
}

/** Per site: orders declined in the last `days`, and how the settled ones ended. Sites without orders are absent. */
export async function countBySite(
  scope: Scope,
  { merchantId, environment, days }: { merchantId: string; environment: Environment; days: number },
): Promise<Record<string, { orders: number; rescued: number; lost: number }>> {
  requirePermission(scope, "orders.read");
  const rows = await inScope(scope, (tx) =>
    tx
      .select({
        siteId: orders.siteId,
        orders: count(),
        rescued: countWhere(eq(orders.state, "approved")),
        lost: countWhere(inArray(orders.state, LOST)),
      })
      .from(orders)
      .where(
        and(
          eq(orders.merchantId, merchantId),
          eq(orders.environment, environment),
          gte(orders.declinedAt, daysAgo(scope, days)),
        ),
      )
      .groupBy(orders.siteId),
  );
  return Object.fromEntries(
    rows.flatMap(({ siteId, ...counts }) => (siteId === null ? [] : [[siteId, counts]])),
  );
}

/** What is with FlexCharge now, by site, channel and currency: a kill switch leaves it running. */
export async function countInFlight(
  scope: Scope,
  { merchantId, environment }: { merchantId?: string; environment: Environment },
): Promise<
  { siteId: string | null; channel: Channel; currency: string; orders: number; amountMinor: number }[]
> {
  requirePermission(scope, "orders.read");
  return inScope(scope, (tx) =>
    tx
      .select({
        siteId: orders.siteId,
        channel: orders.channel,
        currency: orders.currency,
        orders: count(),
        amountMinor: sum(orders.amountMinor).mapWith(Number),
      })
      .from(orders)
      .where(
        and(
          eq(orders.environment, environment),
          inArray(orders.state, IN_FLIGHT),
          merchantId === undefined ? undefined : eq(orders.merchantId, merchantId),
        ),
      )
      .groupBy(orders.siteId, orders.channel, orders.currency),
  );
}

/** Sites by their first host, else by name, for lists that reach over merchants. */
export async function nameSites(scope: Scope, siteIds: readonly string[]): Promise<Record<string, string>> {
  if (siteIds.length === 0) return {};
  const rows = await inScope(scope, (tx) =>
    tx
      .select({ id: sites.id, name: sites.name, host: siteHosts.host })
      .from(sites)
      .leftJoin(
        siteHosts,
        and(
          eq(siteHosts.merchantId, sites.merchantId),
          eq(siteHosts.siteId, sites.id),
          eq(siteHosts.position, 0),
        ),
      )
      .where(inArray(sites.id, [...new Set(siteIds)])),
  );
  return Object.fromEntries(rows.map(({ id, name, host }) => [id, host ?? name]));
}

function countWhere(condition: SQL) {
  return sql<number>`count(*) filter (where ${condition})`.mapWith(Number);
}

function daysAgo(scope: Scope, days: number): Date {
  return new Date(scope.clock.now().getTime() - days * DAY_MS);
}
