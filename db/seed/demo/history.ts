import type { InferInsertModel } from "drizzle-orm";
import type { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { newId } from "#lib/kit/ids.ts";
import { showingAttempt } from "#lib/orders/rules.ts";
import { decide, withUpstream } from "#lib/switching/rules.ts";
import type { DecisionQuestion, MerchantConfig, PartnerConfig } from "#lib/switching/schema.ts";
import type { AttemptState, Environment } from "#lib/terms.ts";
import { DECLINES } from "./declines.ts";
import { type End, tellEvents } from "./history-events.ts";
import { type Random, seededRandom } from "./random.ts";
import {
  endOfRebill,
  isManaged,
  type Rebill,
  rebillAmount,
  rebillTeller,
  retryOf,
  tellPayer,
} from "./rebills.ts";

export type HistoryOrder = {
  order: InferInsertModel<typeof orders>;
  attempts: InferInsertModel<typeof attempts>[];
  events: InferInsertModel<typeof orderEvents>[];
  /** The merchant's own authorisation while FlexCharge had the rebill: a transmit tells of it. */
  retry: { at: Date; transactionId: string; approved: boolean } | null;
};

const DAY_MS = 24 * 60 * 60 * 1000;
export const HISTORY_DAYS = 90;

/**
 * What a merchant's checkouts would have left behind in the last 90 days: declined orders, each decided by the
 * same rule as live traffic, under today's switches, and ended as FlexCharge ends them.
 */
export function* history(
  partner: PartnerConfig,
  merchant: MerchantConfig,
  plan: { prefix: string; perDay: number; seed: number; now: Date },
): Generator<HistoryOrder> {
  const random = seededRandom(plan.seed);
  const configAt = configsThroughTime(merchant);
  const tellRebill = rebillTeller(random, plan.now);
  let number = 200_000;
  for (let day = HISTORY_DAYS; day >= 0; day--) {
    const start = plan.now.getTime() - (day + 1) * DAY_MS;
    const weekday = new Date(start).getUTCDay();
    const busy = weekday === 0 || weekday === 6 ? 0.7 : 1.1;
    const count = Math.round(plan.perDay * busy * (0.85 + 0.3 * random.next()) * (1 - day / 400));
    const times = Array.from({ length: count }, () => start + Math.floor(random.next() * DAY_MS)).sort(
      (a, b) => a - b,
    );
    for (const time of times) {
      number += random.between(1, 3);
      const told = { externalId: `${plan.prefix}-${number}`, declinedAt: new Date(time), now: plan.now };
      yield tellOrder(random, partner, configAt(time), told, tellRebill);
    }
  }
}

/** The merchant's switches as they stood at a time, so that an old order's trace tells what decided it then. */
function configsThroughTime(merchant: MerchantConfig): (time: number) => MerchantConfig {
  const changes = merchant.switches
    .map((row) => ({ row, at: Date.parse(row.setBy.at) }))
    .sort((a, b) => a.at - b.at);
  const configs = [0, ...changes.keys().map((index) => index + 1)].map((count) => ({
    ...merchant,
    switches: changes.slice(0, count).map(({ row }) => row),
    switchVersion: changes[count - 1]?.row.setBy.version ?? 0,
  }));
  return (time) => configs[changes.filter(({ at }) => at <= time).length] ?? merchant;
}

function tellOrder(
  random: Random,
  partner: PartnerConfig,
  merchant: MerchantConfig,
  { externalId, declinedAt, now }: { externalId: string; declinedAt: Date; now: Date },
  tellRebill: (declinedAt: Date) => Rebill,
): HistoryOrder {
  const environment: Environment = random.chance(0.05) ? "sandbox" : "production";
  const channel = random.weighted([
    ["web", 52],
    ["call", 12],
    ["mit", 36],
  ] as const);
  // A merchant's first site is its busiest.
  const site = random.weighted(merchant.sites.map((each, index) => [each, 4 ** -index] as const));
  const kind = channel === "call" ? "call_center" : "web";
  const campaigns = merchant.campaigns.filter(
    (campaign) => campaign.siteId === site.id && campaign.kind === kind,
  );
  const campaign = campaigns.length > 0 && random.chance(0.8) ? random.pick(campaigns) : null;
  const decline = random.weighted(DECLINES);
  const rebill = channel === "mit" ? tellRebill(declinedAt) : null;
  const { card, ...payer } = rebill?.payer ?? tellPayer(random, now);
  const price = amountOf(random, merchant.currency);
  const flies = rebill !== null && isManaged(merchant);
  const amountMinor = flies ? rebillAmount(price, rebill) : price;
  const receivedAt = new Date(declinedAt.getTime() + (rebill?.lateMs ?? random.between(1, 4) * 1000));
  const expiresAt = flies ? new Date(receivedAt.getTime() + rebill.expiryDays * DAY_MS) : null;
  const orderId = newId("order", receivedAt.getTime());
  const transactionId = `pay-${random.between(1_000_000, 9_999_999)}`;
  // One order in two hundred names a website that nobody has claimed: the unattributed row of every report.
  const siteUrl = random.chance(0.005) ? "https://old.unclaimed.example" : `https://${site.hosts[0]}`;

  const question: DecisionQuestion = {
    environment,
    externalId,
    attempt: 1,
    previous: "none",
    explicitChannel: null,
    isMit: channel === "mit",
    orderSource: channel === "call" ? "moto" : channel === "mit" ? "recurring" : "ecommerce",
    campaignId: campaign?.externalId ?? null,
    siteId: null,
    siteUrl,
    descriptor: site.descriptors[0] ?? null,
    amountMinor,
    currency: merchant.currency,
    cardBrand: card.brand,
    cardCountry: "US",
    declineCode: decline.code,
    declinedAt: declinedAt.toISOString(),
    declinedAtGiven: true,
    receivedAt: receivedAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  };
  const decided = decide(partner, merchant, question);
  const ended = decided.sent ? endOf(random, flies ? rebill : null, receivedAt, now) : notSent(receivedAt);
  const trace = decided.sent
    ? withUpstream(decided, { ok: true, ms: ended.upstreamMs, status: 200 })
    : decided;
  const flexchargeOrderId = decided.sent ? random.guid() : null;
  const attempt: HistoryOrder["attempts"][number] = {
    merchantId: merchant.id,
    orderId,
    number: 1,
    state: ended.state,
    sent: trace.sent,
    reason: trace.reason,
    channel: trace.channel,
    mode: trace.mode,
    target: trace.target,
    decidedBy: trace.decidedBy?.scope ?? null,
    switchVersion: trace.version,
    trace: JSON.stringify(trace),
    credentialVersion: trace.target ? merchant.credentials[trace.target].version : null,
    upstreamKey: random.guid(),
    flexchargeOrderId,
    request: null,
    answer: decided.sent
      ? JSON.stringify({
          orderSessionKey: flexchargeOrderId,
          success: true,
          result: "Success",
          status: ended.answered,
        })
      : null,
    answerStatus: decided.sent ? 200 : null,
    transactionId,
    amountMinor,
    currency: merchant.currency,
    begunAt: receivedAt,
    answeredAt: decided.sent ? new Date(receivedAt.getTime() + ended.upstreamMs) : null,
    upstreamMs: decided.sent ? ended.upstreamMs : null,
    expiresAt,
  };
  return {
    order: {
      merchantId: merchant.id,
      id: orderId,
      environment,
      externalId,
      sessionKey: random.guid(),
      flexchargeOrderId,
      state: showingAttempt([{ number: 1, state: ended.state }]).state,
      sent: trace.sent,
      reason: trace.reason,
      attemptsCount: 1,
      channel: trace.channel,
      channelSource: trace.channelSource,
      siteId: trace.siteId,
      siteSource: trace.siteSource,
      campaignId: trace.campaignId,
      descriptor: question.descriptor,
      flags: trace.flags,
      amountMinor,
      refundedMinor: 0,
      currency: merchant.currency,
      declinedAt,
      declinedAtGiven: true,
      receivedAt,
      updatedAt: ended.at,
      expiresAt,
      transactionId,
      responseCode: decline.code,
      responseCodeSource: "nmi",
      responseDescription: decline.text,
      subscriptionId: rebill?.subscriptionId ?? null,
      cardBrand: card.brand,
      cardBin: card.bin,
      ...payer,
    },
    attempts: [attempt],
    events: tellEvents(question, trace, attempt, ended, decline.code),
    retry:
      flies && decided.sent
        ? retryOf(
            random,
            rebill,
            { from: receivedAt, until: ended.state === "submitted" ? null : ended.at },
            now,
          )
        : null,
  };
}

function notSent(receivedAt: Date): End {
  return { state: "not_sent", answered: "", upstreamMs: 0, at: receivedAt };
}

/** FlexCharge's answer, and for a managed MIT what became of it until now. */
function endOf(random: Random, rebill: Rebill | null, receivedAt: Date, now: Date): End {
  const upstreamMs = random.between(240, 1400);
  const at = new Date(receivedAt.getTime() + upstreamMs);
  if (rebill) {
    const { state, at: endedAt } = endOfRebill(rebill, receivedAt, now);
    return { state, answered: "SUBMITTED", upstreamMs, at: endedAt ?? at };
  }
  const state = random.weighted<AttemptState>([
    ["approved", 33],
    ["challenge", 5],
    ["declined", 62],
  ]);
  return { state, answered: state.toUpperCase(), upstreamMs, at };
}

/** Zero-decimal currencies are counted in whole units, the others in hundredths. */
function amountOf(random: Random, currency: string): number {
  const price = random.pick([19, 29, 39, 49, 59, 79, 89, 99, 129, 149]);
  if (currency === "JPY") return price * 100 + random.pick([0, 50, 80]);
  return price * 100 + random.pick([0, 0, 50, 90, 95]);
}
