import { setImmediate } from "node:timers/promises";
import type { Channel, Environment, Reason } from "#lib/terms.ts";
import { decide, siteConfig } from "../rules.ts";
import type { DecisionQuestion, MerchantConfig, PartnerConfig } from "../schema.ts";

/** Orders of one kind that would have been decided otherwise. Amounts are minor units, never summed across currencies. */
export type DryRunFlip = {
  /** Live orders are real money, test orders are not: never counted together. */
  environment: Environment;
  siteId: string | null;
  siteName: string | null;
  channel: Channel;
  /** `null` is: sent. */
  before: Reason | null;
  after: Reason | null;
  orders: number;
  amounts: { currency: string; amountMinor: number }[];
  /** Live orders that would now be sent: how often this site's were rescued. Null without any that has ended. */
  rate: DryRunRate | null;
};

/** 95 % Wilson interval of rescued ÷ (rescued + lost), live orders of the last 30 days. */
export type DryRunRate = {
  /** Whether the site's own orders of this channel tell it, or, where none has ended, those of all its channels. */
  basis: "channel" | "site";
  /** n: rescued and lost. */
  resolved: number;
  rescued: number;
  low: number;
  high: number;
};

/** An order of the period, as the decision saw it. */
export type AskedOrder = { question: DecisionQuestion; amountMinor: number; currency: string };

/** Others that this program serves get their turn after so many orders: some milliseconds. */
const ORDERS_A_TURN = 250;

/**
 * Decides every order without the change and, where one of its cells may matter to it, with the change, and groups
 * those that differ; most orders first.
 */
export async function flipsOf(
  partner: PartnerConfig,
  merchant: MerchantConfig,
  /** The merchant with the change, and the channels that it touches: channels know nothing of each other. */
  { changed, channels }: { changed: MerchantConfig; channels: ReadonlySet<Channel> },
  orders: readonly AskedOrder[],
): Promise<Omit<DryRunFlip, "rate">[]> {
  const flips = new Map<string, Omit<DryRunFlip, "rate">>();
  for (const [index, { question, amountMinor, currency }] of orders.entries()) {
    if (index % ORDERS_A_TURN === ORDERS_A_TURN - 1) await setImmediate();
    const before = decide(partner, merchant, question);
    if (!channels.has(before.channel)) continue;
    const after = decide(partner, changed, question);
    if (before.sent === after.sent && before.reason === after.reason) continue;
    const { environment } = question;
    const { siteId, channel } = after;
    const key = [environment, siteId, channel, before.reason, after.reason].join("|");
    const flip = flips.get(key) ?? {
      environment,
      siteId,
      siteName: siteId === null ? null : nameOf(changed, siteId),
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
  return [...flips.values()].sort((a, b) => b.orders - a.orders);
}

function nameOf(merchant: MerchantConfig, siteId: string): string | null {
  const site = siteConfig(merchant, siteId);
  return site?.hosts[0] ?? site?.name ?? null;
}
