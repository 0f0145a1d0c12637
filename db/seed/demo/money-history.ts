import type { InferInsertModel } from "drizzle-orm";
import type { refunds } from "#db/schema/refunds.ts";
import { newId } from "#lib/kit/ids.ts";
import { effectKeys } from "#lib/ledger/rules.ts";
import type { LedgerEvent, LedgerSource } from "#lib/ledger/schema.ts";
import type { OrderEventData, OrderEventType } from "#lib/orders/schema.ts";
import type { HistoryOrder } from "./history.ts";
import { type Random, seededRandom } from "./random.ts";

type RefundRow = InferInsertModel<typeof refunds>;
/** What went back of one order, in minor units: the stand-in is told the same. */
export type PaidBack = { refundedMinor: number; chargedBackMinor: number };
export type MoneyHistory = {
  refunds: RefundRow[];
  ledger: (LedgerEvent & { id: string; recordedAt: Date })[];
  /** By our order id. */
  paidBack: Map<string, PaidBack>;
};
type Plan = { seed: number; now: Date; by: { id: string; name: string } };

const HOUR_MS = 60 * 60 * 1000;
const REFUNDED = 0.06;
const CHARGED_BACK = 0.012;
const REASONS = ["Arrived damaged", "Returned within 14 days", "Charged twice", "Cancelled before shipping"];

/**
 * What went back of the rescued orders: refunds in part and in full, by a person of ours or in FlexCharge's portal, and
 * chargebacks. The told orders learn their sums and events here, so call it before they are written.
 */
export function moneyHistory(orders: readonly HistoryOrder[], plan: Plan): MoneyHistory {
  const random = seededRandom(plan.seed);
  const money: MoneyHistory = { refunds: [], ledger: [], paidBack: new Map() };
  for (const told of orders) {
    if (told.order.state !== "approved" || !told.order.flexchargeOrderId) continue;
    const isRefunded = random.chance(REFUNDED);
    const isChargedBack = random.chance(CHARGED_BACK);
    if (isRefunded) tellRefunds(random, told, plan, money);
    else if (isChargedBack) tellChargeback(random, told, plan, money);
  }
  return money;
}

function tellRefunds(random: Random, told: HistoryOrder, plan: Plan, money: MoneyHistory): void {
  const { amountMinor } = told.order;
  const part = Math.round((amountMinor * random.pick([20, 25, 50])) / 100);
  const amounts = random.weighted([
    [[amountMinor], 45],
    [[part], 40],
    // The rest a few days later.
    [[part, amountMinor - part], 15],
  ]);
  let at = (told.order.updatedAt as Date).getTime();
  for (const amount of amounts) {
    at += random.between(2, 14 * 24) * HOUR_MS;
    if (at > plan.now.getTime()) return;
    tellRefund(told, amount, { random, at: new Date(at), by: plan.by }, money);
  }
}

function tellRefund(
  told: HistoryOrder,
  amountMinor: number,
  { random, at, by }: { random: Random; at: Date; by: Plan["by"] },
  money: MoneyHistory,
): void {
  const { merchantId, id: orderId, environment, currency } = told.order;
  const isOurs = random.chance(0.6);
  const reason = isOurs ? random.pick(REASONS) : null;
  const settledAt = new Date(at.getTime() + random.between(400, 2_000));
  const transactionId = isOurs ? random.guid() : null;
  const id = newId("refund", at.getTime());
  money.refunds.push({
    ...{ merchantId, id, orderId, environment, attempt: 1, amountMinor, currency, reason, transactionId },
    state: isOurs ? "confirmed" : "external",
    message: isOurs ? "Refund" : null,
    responseMessage: isOurs ? "APPROVED" : null,
    requestedAt: at,
    settledAt,
    byKind: isOurs ? "user" : "flexcharge",
    byId: isOurs ? by.id : "flexcharge",
    byName: isOurs ? by.name : "FlexCharge",
  });
  const same = { attempt: 1, refundId: id, amountMinor, currency };
  if (isOurs) {
    const author = { byName: by.name, requestId: newId("request", at.getTime()) };
    tell(told, at, "refund.requested", { ...same, reason, ...author });
    tell(told, settledAt, "refund.settled", { ...same, state: "confirmed", transactionId, cause: null });
  } else {
    tell(told, settledAt, "refund.external", { ...same, noticeId: null, happenedAt: at.toISOString() });
  }
  const refundedMinor = (told.order.refundedMinor ?? 0) + amountMinor;
  Object.assign(told.order, { refundedMinor, updatedAt: settledAt });
  money.paidBack.set(orderId, { refundedMinor, chargedBackMinor: 0 });
  const effectKey = effectKeys.refund(told.order.externalId, id);
  money.ledger.push(
    fact(told, { type: "refund", at, amountMinor, effectKey, source: isOurs ? "person" : "notice" }),
  );
}

function tellChargeback(random: Random, told: HistoryOrder, { now }: Plan, money: MoneyHistory): void {
  const { id: orderId, externalId, amountMinor, currency } = told.order;
  const at = new Date((told.order.updatedAt as Date).getTime() + random.between(6 * 24, 45 * 24) * HOUR_MS);
  const heardAt = new Date(at.getTime() + 2_000);
  if (heardAt > now) return;
  const data = { attempt: 1, amountMinor, currency, reason: random.pick(["fraud", "product not received"]) };
  tell(told, heardAt, "chargeback.received", { ...data, noticeId: null, happenedAt: at.toISOString() });
  money.paidBack.set(orderId, { refundedMinor: 0, chargedBackMinor: amountMinor });
  const effectKey = effectKeys.chargeback(externalId, random.guid());
  money.ledger.push(fact(told, { type: "chargeback", at, amountMinor, effectKey, source: "notice" }));
}

function tell<Type extends OrderEventType>(
  { order, events }: HistoryOrder,
  at: Date,
  type: Type,
  data: OrderEventData<Type>,
): void {
  const { merchantId, id: orderId } = order;
  const id = newId("event", at.getTime());
  events.push({ merchantId, orderId, id, at, type, attempt: data.attempt, data: JSON.stringify(data) });
}

function fact(
  { order }: HistoryOrder,
  what: {
    type: "refund" | "chargeback";
    at: Date;
    amountMinor: number;
    effectKey: string;
    source: LedgerSource;
  },
) {
  const { merchantId, environment, externalId: orderId, currency } = order;
  const { channel, siteId, descriptor, campaignId } = order;
  const place = { merchantId, environment, orderId, currency, channel, siteId, descriptor, campaignId };
  return {
    ...place,
    ...what,
    attempt: 1,
    id: newId("ledger", what.at.getTime()),
    recordedAt: what.at,
  };
}
