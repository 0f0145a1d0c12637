import { and, eq, gte, ilike, inArray, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { attempts, orders } from "#db/schema/orders.ts";
import { isStorable } from "#lib/kit/storable.ts";
import type { AttemptState, Channel, Environment, Reason } from "#lib/terms.ts";
import { type OrderStatusNumber, statesOfStatusNumber } from "../rules.ts";
import type { RebillDays, RebillGroup } from "../schema.ts";
import { inGroup, rebillFacts } from "./rebill-facts.ts";

/** Which orders; an absent part excludes nothing. `from` inclusive, `to` exclusive, by first decline date. */
export type OrderFilter = {
  environment: Environment;
  merchantId?: string | undefined;
  states?: AttemptState[] | undefined;
  /** The wire's numbers (API sheet §2.5), which tell an order that was paid back as a whole from one that was not. */
  statusNumbers?: OrderStatusNumber[] | undefined;
  sent?: boolean | undefined;
  reasons?: Reason[] | undefined;
  channels?: Channel[] | undefined;
  siteIds?: string[] | undefined;
  campaignIds?: string[] | undefined;
  /** Orders that no site claims. */
  unattributed?: boolean | undefined;
  flagged?: boolean | undefined;
  currency?: string | undefined;
  subscriptionId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** In flight, and over by then. */
  expiresBy?: Date | undefined;
  /** Rebills behind a figure of the MIT monitor. */
  rebills?: (RebillDays & { group: RebillGroup }) | undefined;
};

export function matching(filter: OrderFilter): SQL | undefined {
  return and(
    eq(orders.environment, filter.environment),
    filter.merchantId === undefined ? undefined : eq(orders.merchantId, filter.merchantId),
    filter.states && inArray(orders.state, filter.states),
    filter.statusNumbers && or(...filter.statusNumbers.map(hasStatusNumber), sql`false`),
    filter.sent === undefined ? undefined : eq(orders.sent, filter.sent),
    filter.reasons && inArray(orders.reason, filter.reasons),
    filter.channels && inArray(orders.channel, filter.channels),
    filter.siteIds && inArray(orders.siteId, filter.siteIds),
    filter.campaignIds && inArray(orders.campaignId, filter.campaignIds),
    filter.unattributed ? sql`${orders.siteId} IS NULL` : undefined,
    filter.flagged ? sql`cardinality(${orders.flags}) > 0` : undefined,
    filter.currency === undefined ? undefined : eq(orders.currency, filter.currency),
    filter.subscriptionId === undefined ? undefined : eq(orders.subscriptionId, filter.subscriptionId),
    filter.from && gte(orders.declinedAt, filter.from),
    filter.to && lt(orders.declinedAt, filter.to),
    filter.expiresBy && and(eq(orders.state, "submitted"), lte(orders.expiresAt, filter.expiresBy)),
    filter.rebills && isRebill(filter, filter.rebills),
  );
}

function isRebill(
  { environment, merchantId }: OrderFilter,
  { group, ...days }: NonNullable<OrderFilter["rebills"]>,
): SQL {
  return sql`(${orders.merchantId}, ${orders.id}) IN (WITH ${rebillFacts({ environment, merchantId, ...days })}
    SELECT merchant_id, order_id FROM judged WHERE ${inGroup(group)})`;
}

const isPaidBack = sql`${orders.refundedMinor} >= ${orders.amountMinor}`;

function hasStatusNumber(number: OrderStatusNumber): SQL | undefined {
  if (number === 6) return and(eq(orders.state, "approved"), isPaidBack);
  const states = inArray(orders.state, statesOfStatusNumber(number));
  return number === 7 ? and(states, sql`NOT (${isPaidBack})`) : states;
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Text that PostgreSQL can compare at all. */
export function isSearchable(text: string): boolean {
  return text.length <= 256 && isStorable(text);
}

/** The ids that an order itself answers to on every call: ours, our session key, FlexCharge's. */
export function calledBy(id: string): SQL | undefined {
  if (!GUID.test(id)) return or(eq(orders.id, id), eq(orders.flexchargeOrderId, id));
  const guid = id.toLowerCase();
  const earlier = sql`EXISTS (SELECT 1 FROM ${attempts} WHERE ${attempts.merchantId} = ${orders.merchantId}
    AND ${attempts.orderId} = ${orders.id} AND ${attempts.flexchargeOrderId} = ${guid})`;
  return or(
    eq(orders.sessionKey, guid),
    eq(orders.flexchargeOrderId, guid),
    // An attempt before the one that shows; only orders with several are looked into.
    and(sql`${orders.attemptsCount} > 1`, earlier),
  );
}

/** Any id that somebody may have in hand: also the checkout's own, its transaction's, its subscription's. */
export function anyIdIs(text: string): SQL | undefined {
  return or(
    calledBy(text),
    eq(orders.externalId, text),
    eq(orders.transactionId, text),
    eq(orders.subscriptionId, text),
  );
}

/**
 * Free text: parts of the checkout's id or a card's last four; of the customer's name or e-mail only for those who may
 * see customers, because a match tells as much as the field.
 */
export function mentions(text: string, maySeeCustomers: boolean): SQL | undefined {
  const like = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return or(
    ilike(orders.externalId, like),
    /^\d{4}$/.test(text) ? eq(orders.cardLast4, text) : undefined,
    maySeeCustomers ? ilike(orders.customerName, like) : undefined,
    maySeeCustomers ? ilike(orders.customerEmail, like) : undefined,
  );
}
