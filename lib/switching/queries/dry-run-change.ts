import { and, count, desc, eq, gte, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { orderEvents, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { type AttemptState, type Channel, ENVIRONMENTS } from "#lib/terms.ts";
import { placeOf } from "../internal/cell.ts";
import { changeCells } from "../internal/change-cells.ts";
import { type AskedOrder, type DryRunFlip, type DryRunRate, flipsOf } from "../internal/dry-run.ts";
import { loadMerchants, loadPartner } from "../internal/load-config.ts";
import { wilsonInterval } from "../internal/wilson.ts";
import type { Cell } from "../internal/write-mode.ts";
import type { DecisionQuestion } from "../schema.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS = 7;
const RATE_DAYS = 30;
/** No order was declined longer before its receipt (product.md §11): the index by declines bounds the look. */
const DECLINED_BEFORE_DAYS = 31;
/** The newest ones; that there are more is said. */
const ORDERS_MAX = 20_000;

export type DryRun = {
  /** ISO 8601 UTC. */
  from: string;
  to: string;
  orders: number;
  /** More orders came in than were looked at; `from` is then the oldest one's time. */
  truncated: boolean;
  flips: DryRunFlip[];
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
  const { partner, merchant, found } = await inScope(scope, async (tx) => {
    const [merchant] = await loadMerchants(tx, [input.merchantId]);
    if (!merchant) throw new NotFoundError("Merchant");
    // A place of another merchant is no place of this one: not a dry run in which nothing happens.
    const strange = input.cells.find((cell) => placeOf(merchant, cell.scope, cell.id) === null);
    if (strange) throw new NotFoundError(strange.scope === "campaign" ? "Campaign" : "Site");
    const partner = await loadPartner(tx);
    return { partner, merchant, found: await readOrders(tx, input.merchantId, from) };
  });
  // Decided outside the transaction: tens of thousands of decisions keep no connection waiting.
  const setBy = { id: "", name: "", at: to.toISOString(), reason: "", version: merchant.switchVersion };
  const changed = changeCells(merchant, input.cells, setBy);
  const channels = new Set(input.cells.map(({ channel }) => channel));
  const looked = found.slice(0, ORDERS_MAX);
  const truncated = found.length > ORDERS_MAX;
  const flips = await flipsOf(partner, merchant, { changed, channels }, looked);
  const ratesFrom = new Date(to.getTime() - RATE_DAYS * DAY_MS);
  const rateOf = flips.some(goesLive)
    ? await inScope(scope, (tx) => readRates(tx, input.merchantId, ratesFrom))
    : () => null;
  return {
    from: (truncated ? (looked.at(-1)?.receivedAt ?? from) : from).toISOString(),
    to: to.toISOString(),
    orders: looked.length,
    truncated,
    flips: flips.map((flip) => ({
      ...flip,
      rate: goesLive(flip) ? rateOf(flip.siteId, flip.channel) : null,
    })),
  };
}

const goesLive = ({ environment, after }: Pick<DryRunFlip, "environment" | "after">) =>
  environment === "production" && after === null;

/** Each order's first question in the period; a retry of the same order would count its amount twice. */
async function readOrders(
  tx: Transaction,
  merchantId: string,
  from: Date,
): Promise<(AskedOrder & { receivedAt: Date })[]> {
  const rows = await tx
    .select({
      data: orderEvents.data,
      amountMinor: orders.amountMinor,
      currency: orders.currency,
      receivedAt: orders.receivedAt,
    })
    .from(orders)
    .innerJoin(
      orderEvents,
      and(eq(orderEvents.merchantId, orders.merchantId), eq(orderEvents.orderId, orders.id)),
    )
    .where(
      and(
        eq(orders.merchantId, merchantId),
        inArray(orders.environment, [...ENVIRONMENTS]),
        gte(orders.declinedAt, new Date(from.getTime() - DECLINED_BEFORE_DAYS * DAY_MS)),
        gte(orders.receivedAt, from),
        eq(orderEvents.type, "decline.received"),
        eq(orderEvents.attempt, 1),
      ),
    )
    .orderBy(desc(orders.receivedAt))
    .limit(ORDERS_MAX + 1);
  return rows.map(({ data, ...order }) => ({
    ...order,
    question: (JSON.parse(data) as { question: DecisionQuestion }).question,
  }));
}

/** As reports count it (product.md §11, resolved only): what is still open says nothing yet. */
const LOST: readonly AttemptState[] = ["declined", "cancelled", "expired", "challenge"];

async function readRates(
  tx: Transaction,
  merchantId: string,
  from: Date,
): Promise<(siteId: string | null, channel: Channel) => DryRunRate | null> {
  const rows = await tx
    .select({
      siteId: orders.siteId,
      channel: orders.channel,
      resolved: count(),
      rescued: sql<number>`count(*) FILTER (WHERE ${orders.state} = 'approved')`.mapWith(Number),
    })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, merchantId),
        eq(orders.environment, "production"),
        eq(orders.sent, true),
        gte(orders.receivedAt, from),
        inArray(orders.state, ["approved", ...LOST]),
      ),
    )
    .groupBy(orders.siteId, orders.channel);
  return (siteId, channel) => {
    const ofSite = rows.filter((row) => row.siteId === siteId);
    const ofChannel = ofSite.filter((row) => row.channel === channel);
    const counted = ofChannel.length > 0 ? ofChannel : ofSite;
    const resolved = counted.reduce((sum, row) => sum + row.resolved, 0);
    const rescued = counted.reduce((sum, row) => sum + row.rescued, 0);
    const interval = wilsonInterval(rescued, resolved);
    return interval && { basis: ofChannel.length > 0 ? "channel" : "site", resolved, rescued, ...interval };
  };
}
