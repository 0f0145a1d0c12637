import { and, asc, count, eq, gte, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { orderEvents, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { Channel, Reason } from "#lib/terms.ts";
import { changeCells } from "../internal/change-cells.ts";
import { loadMerchants, loadPartner } from "../internal/load-config.ts";
import { wilsonInterval } from "../internal/wilson.ts";
import type { Cell } from "../internal/write-mode.ts";
import { decide, siteConfig } from "../rules.ts";
import type { DecisionQuestion } from "../schema.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS = 7;
const RATE_DAYS = 30;
/** More is not looked at, and said so. */
const ORDERS_MAX = 20_000;

/** Orders of one kind that would have been decided otherwise. Amounts are minor units, never summed across currencies. */
export type DryRunFlip = {
  siteId: string | null;
  siteName: string | null;
  channel: Channel;
  /** `null` is: sent. */
  before: Reason | null;
  after: Reason | null;
  orders: number;
  amounts: { currency: string; amountMinor: number }[];
};

/** How often FlexCharge rescued what this site sent on this channel: 95 % interval over the last 30 days. */
export type DryRunRate = {
  siteId: string | null;
  channel: Channel;
  evaluated: number;
  rescued: number;
  low: number;
  high: number;
};

export type DryRun = {
  /** ISO 8601 UTC. */
  from: string;
  to: string;
  orders: number;
  /** More orders came in than were looked at. */
  truncated: boolean;
  flips: DryRunFlip[];
  rates: DryRunRate[];
};

/**
 * What the last seven days would have been with these cells set: the same decision over each order's stored question,
 * under today's configuration with and without the change, so that only the change shows. Writes nothing, calls
 * nobody (product.md §4). Needs `switches.read`. Throws NotFoundError.
 */
export async function dryRunChange(
  scope: Scope,
  input: { merchantId: string; cells: readonly Cell[] },
): Promise<DryRun> {
  requirePermission(scope, "switches.read");
  const to = scope.clock.now();
  const from = new Date(to.getTime() - DAYS * DAY_MS);
  return inScope(scope, async (tx) => {
    const [merchant] = await loadMerchants(tx, [input.merchantId]);
    if (!merchant) throw new NotFoundError("Merchant");
    const partner = await loadPartner(tx);
    const setBy = { id: "", name: "", at: to.toISOString(), reason: "", version: merchant.switchVersion };
    const changed = changeCells(merchant, input.cells, setBy);
    const asked = await readQuestions(tx, input.merchantId, from);
    const flips = new Map<string, DryRunFlip>();
    for (const { question, amountMinor, currency } of asked.slice(0, ORDERS_MAX)) {
      const [before, after] = [decide(partner, merchant, question), decide(partner, changed, question)];
      if (before.sent === after.sent && before.reason === after.reason) continue;
      const { siteId, channel } = after;
      const key = [siteId, channel, before.reason, after.reason].join("|");
      const flip = flips.get(key) ?? {
        siteId,
        siteName: siteId === null ? null : (siteConfig(merchant, siteId)?.name ?? null),
        channel,
        before: before.reason,
        after: after.reason,
        orders: 0,
        amounts: [],
      };
      flips.set(key, flip);
      flip.orders += 1;
      const sum = flip.amounts.find((each) => each.currency === currency);
      if (sum) sum.amountMinor += amountMinor;
      else flip.amounts.push({ currency, amountMinor });
    }
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      orders: Math.min(asked.length, ORDERS_MAX),
      truncated: asked.length > ORDERS_MAX,
      flips: [...flips.values()].sort((a, b) => b.orders - a.orders),
      rates: await readRates(tx, input.merchantId, new Date(to.getTime() - RATE_DAYS * DAY_MS)),
    };
  });
}

type Asked = { question: DecisionQuestion; amountMinor: number; currency: string };

/** Each order's first question in the period; a retry of the same order would count its amount twice. */
async function readQuestions(tx: Transaction, merchantId: string, from: Date): Promise<Asked[]> {
  const rows = await tx
    .select({ data: orderEvents.data, amountMinor: orders.amountMinor, currency: orders.currency })
    .from(orders)
    .innerJoin(
      orderEvents,
      and(eq(orderEvents.merchantId, orders.merchantId), eq(orderEvents.orderId, orders.id)),
    )
    .where(
      and(
        eq(orders.merchantId, merchantId),
        gte(orders.receivedAt, from),
        eq(orderEvents.type, "decline.received"),
        eq(orderEvents.attempt, 1),
      ),
    )
    .orderBy(asc(orders.receivedAt))
    .limit(ORDERS_MAX + 1);
  return rows.map(({ data, ...money }) => ({
    ...money,
    question: (JSON.parse(data) as { question: DecisionQuestion }).question,
  }));
}

async function readRates(tx: Transaction, merchantId: string, from: Date): Promise<DryRunRate[]> {
  const rows = await tx
    .select({
      siteId: orders.siteId,
      channel: orders.channel,
      evaluated: count(),
      rescued: sql<number>`count(*) FILTER (WHERE ${orders.state} = 'approved')`.mapWith(Number),
    })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, merchantId),
        eq(orders.environment, "production"),
        eq(orders.sent, true),
        gte(orders.receivedAt, from),
      ),
    )
    .groupBy(orders.siteId, orders.channel);
  return rows.flatMap(({ evaluated, rescued, ...place }) => {
    const interval = wilsonInterval(rescued, evaluated);
    return interval ? [{ ...place, evaluated, rescued, ...interval }] : [];
  });
}
