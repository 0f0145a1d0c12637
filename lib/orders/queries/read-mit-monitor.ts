import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { rebillFacts } from "../internal/rebill-facts.ts";
import { EXPIRING_DAYS, EXPIRY_DAYS_SHOWN, type RebillQuery } from "../schema.ts";

const MIT_COUNTS = [
  "rebills",
  "evaluated",
  "sameDay",
  "notSameDay",
  "shortExpiry",
  "inFlightOnce",
  "retried",
  "rescued",
  "open",
  "breachOrders",
] as const;
/** Orders, not attempts; `inFlightOnce` were ever submitted. Breaches count one for each rule that an order broke. */
export type MitCounts = Record<(typeof MIT_COUNTS)[number], number>;

export type MitSiteRow = MitCounts & { merchantId: string; siteId: string | null };
/** Days between receipt and expiry; 21 stands for 21 and more. */
export type ExpiryBar = { days: number; rescued: number; lost: number; open: number };
export type MitMonitor = {
  asOf: string;
  sites: MitSiteRow[];
  total: MitCounts;
  expiries: ExpiryBar[];
  /** With FlexCharge now, whatever the days asked for; one entry a currency. */
  inFlight: { currency: string; orders: number; amountMinor: number; expiring: number }[];
};

const DAY_MS = 86_400_000;

/** How a merchant's, or every merchant's, rebills keep FlexCharge's rules (product.md §8). Needs `orders.read`. */
export async function readMitMonitor(scope: Scope, query: RebillQuery): Promise<MitMonitor> {
  requirePermission(scope, "orders.read");
  const now = scope.clock.now();
  const soon = new Date(now.getTime() + EXPIRING_DAYS * DAY_MS).toISOString();
  const merchant = query.merchantId === undefined ? sql`` : sql`AND merchant_id = ${query.merchantId}`;
  const [sites, expiries, inFlight] = await inScope(scope, async (tx) => {
    const facts = rebillFacts(query);
    const count = (condition: string) => sql.raw(`count(*) FILTER (WHERE ${condition})::int`);
    const counted = await tx.execute<Record<string, unknown>>(sql`WITH ${facts}
      SELECT merchant_id AS "merchantId", site_id AS "siteId", count(*)::int AS rebills,
        ${count("is_evaluated")} AS evaluated, ${count("is_evaluated AND is_same_day")} AS "sameDay",
        ${count("is_not_same_day")} AS "notSameDay", ${count("is_expiry_short")} AS "shortExpiry",
        ${count("was_in_flight")} AS "inFlightOnce", ${count("is_retried")} AS retried,
        ${count("is_rescued")} AS rescued, ${count("is_open")} AS open,
        ${count("is_expiry_short OR is_not_same_day OR is_retried")} AS "breachOrders"
      FROM judged GROUP BY 1, 2 ORDER BY evaluated DESC, 1, 2`);
    // A minute on the way does not make fourteen days thirteen (lib/switching/internal/mit-rules.ts).
    const bars = await tx.execute<Record<string, unknown>>(sql`WITH ${facts}
      SELECT LEAST(GREATEST(floor(extract(epoch FROM expires_at - received_at + interval '1 minute') / 86400), 0),
          ${EXPIRY_DAYS_SHOWN}::int)::int AS days, ${count("is_rescued")} AS rescued,
        ${count("NOT is_rescued AND NOT is_open")} AS lost, ${count("is_open")} AS open
      FROM judged WHERE expires_at IS NOT NULL AND (is_evaluated OR is_expiry_short) GROUP BY 1`);
    const flying = await tx.execute<Record<string, unknown>>(sql`
      SELECT currency, count(*)::int AS orders, sum(amount_minor)::bigint AS amount,
        count(*) FILTER (WHERE expires_at <= ${soon}::timestamptz)::int AS expiring
      FROM orders WHERE environment = ${query.environment} ${merchant} AND channel = 'mit' AND state = 'submitted'
      GROUP BY currency ORDER BY orders DESC, currency`);
    return [counted, bars, flying] as const;
  });
  const rows = sites.map((row) => row as unknown as MitSiteRow);
  const number = (row: Record<string, unknown> | undefined, name: string) => Number(row?.[name] ?? 0);
  return {
    asOf: now.toISOString(),
    sites: rows,
    total: Object.fromEntries(
      MIT_COUNTS.map((name) => [name, rows.reduce((all, row) => all + row[name], 0)]),
    ) as MitCounts,
    expiries: Array.from({ length: EXPIRY_DAYS_SHOWN + 1 }, (_, days) => {
      const bar = expiries.find((row) => row.days === days);
      return { days, rescued: number(bar, "rescued"), lost: number(bar, "lost"), open: number(bar, "open") };
    }),
    inFlight: inFlight.map((row) => ({
      currency: String(row.currency),
      orders: number(row, "orders"),
      amountMinor: number(row, "amount"),
      expiring: number(row, "expiring"),
    })),
  };
}
