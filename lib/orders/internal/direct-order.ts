import type { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import type { OrderAnswer } from "#lib/flexcharge/schema.ts";
import { maskCardNumbers } from "#lib/kit/card-data.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { isCurrency } from "#lib/kit/money.ts";
import { isStorable } from "#lib/kit/storable.ts";
import { effectKeys } from "#lib/ledger/rules.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import type { DecisionTrace } from "#lib/switching/schema.ts";
import type { AttemptState, Environment } from "#lib/terms.ts";
import { FINAL_RANK, RANKS } from "../rules.ts";
import { eventRow } from "./event-row.ts";
import { outcomeFact } from "./ledger-facts.ts";
import { minorOf } from "./minor-of.ts";
import { firstPollAt } from "./poll-pace.ts";

/** An order that a merchant brought to FlexCharge itself, as its list tells it. */
export type DirectOrder = {
  flexchargeOrderId: string;
  externalId: string;
  state: AttemptState;
  isMit: boolean;
  amountMinor: number;
  currency: string;
  createdAt: Date;
  expiresAt: Date | null;
  siteId: string | null;
  descriptor: string | null;
  customer: { name: string | null; email: string | null };
  refundedMinor: number;
};

/** In the words of an attempt; a draft and a problem are in work until they have an end. */
const STATES: Record<number, AttemptState> = {
  0: "submitted",
  1: "challenge",
  2: "declined",
  3: "submitted",
  4: "submitted",
  5: "capture_required",
  6: "approved",
  7: "approved",
  8: "approved",
};

/** Null for a row that tells too little to count: no time, no amount or no currency (API sheet §2.5: the tail is inferred). */
export function directOrderOf(row: OrderAnswer): DirectOrder | null {
  const createdAt = dateOf(row.createdOn ?? row.orderPlacedDate);
  const state = STATES[row.status];
  const { amount, currencyCode } = row;
  const amountMinor = minorOf(amount);
  if (!createdAt || !state || amountMinor === null || !currencyCode || !isCurrency(currencyCode)) return null;
  const flexchargeOrderId = textOf(row.id)?.toLowerCase();
  if (!flexchargeOrderId) return null;
  return {
    flexchargeOrderId,
    externalId: textOf(row.externalOrderId) ?? flexchargeOrderId,
    state,
    isMit: row.isMIT === true,
    amountMinor,
    currency: currencyCode.toUpperCase(),
    createdAt,
    expiresAt: dateOf(row.expiryDate),
    siteId: textOf(row.siteId),
    descriptor: wordsOf(row.descriptor),
    customer: { name: wordsOf(row.firstName, row.lastName), email: wordsOf(row.email) },
    refundedMinor: minorOf(row.amountRefunded) ?? 0,
  };
}

/** Longer is no id or name, and no index holds it. */
const TEXT_MAX = 256;

/** Null for what a column cannot hold: one odd row must not keep the merchant's other orders out. */
function textOf(value: unknown): string | null {
  const isText = typeof value === "string" && value !== "" && value.length <= TEXT_MAX;
  return isText && isStorable(value) ? value : null;
}

/** Words that people have chosen: a card number in them is not kept (P14). */
function wordsOf(...values: unknown[]): string | null {
  return maskCardNumbers(values.flatMap((value) => textOf(value) ?? []).join(" ")) || null;
}

const YEAR_2000 = Date.UTC(2000, 0);
const YEAR_2100 = Date.UTC(2100, 0);

/** Null also for a time that means "none" in other people's systems, the year 1 or 9999. */
export function dateOf(text: string | null | undefined): Date | null {
  const at = new Date(text || Number.NaN);
  return at.getTime() >= YEAR_2000 && at.getTime() < YEAR_2100 ? at : null;
}

type Place = { merchantId: string; environment: Environment; siteId: string | null };

/** What FlexCharge does not tell stays empty. `number` is above 1 for one more try of a known order. */
export function directRows(
  direct: DirectOrder,
  place: Place,
  ids: { orderId: string; number: number },
  now: Date,
) {
  const { merchantId, environment, siteId } = place;
  const { orderId, number } = ids;
  const { state, amountMinor, currency, createdAt, expiresAt, flexchargeOrderId, customer } = direct;
  const channel = direct.isMit ? ("mit" as const) : ("cit_website" as const);
  const siteSource = siteId ? (direct.siteId ? "siteId" : "descriptor") : null;
  const trace: DecisionTrace = {
    ...{ sent: true, reason: null, channel, channelSource: "isMIT", mode: null, environment },
    ...{ target: environment, decidedBy: null, version: 0, siteId, siteSource, campaignId: null },
    ...{ flags: [], steps: [] },
  };
  const shown = { state, sent: true, channel, amountMinor, currency, expiresAt, flexchargeOrderId };
  const order: typeof orders.$inferInsert = {
    ...{ ...shown, merchantId, id: orderId, environment, externalId: direct.externalId, origin: "direct" },
    ...{ sessionKey: newGuid(), attemptsCount: number, channelSource: "isMIT", siteId, siteSource },
    ...{
      descriptor: direct.descriptor,
      declinedAt: createdAt,
      declinedAtGiven: false,
      receivedAt: createdAt,
    },
    ...{ updatedAt: now, transactionId: "", responseCode: "", responseCodeSource: "" },
    ...{ customerName: customer.name, customerEmail: customer.email },
  };
  const ended = RANKS[state] === FINAL_RANK;
  const attempt: typeof attempts.$inferInsert = {
    ...{ ...shown, merchantId, orderId, number, target: environment, switchVersion: 0 },
    ...{ trace: JSON.stringify(trace), upstreamKey: newGuid(), transactionId: "", begunAt: createdAt },
    ...{
      answeredAt: createdAt,
      endedBy: ended ? "answer" : null,
      pollAt: firstPollAt(state, expiresAt, now),
    },
  };
  const event: typeof orderEvents.$inferInsert = eventRow({ merchantId, orderId }, now, "order.synced", {
    attempt: number,
    state,
    createdAt: createdAt.toISOString(),
    flexchargeOrderId,
  });
  const of = { merchantId, environment, externalId: direct.externalId, currency, channel, siteId };
  const facts = { ...of, descriptor: direct.descriptor, campaignId: null };
  const { externalId: _, ...told } = facts;
  const evaluated: LedgerEvent = {
    ...told,
    ...{ type: "evaluate", at: createdAt, orderId: direct.externalId, attempt: number, amountMinor },
    ...{ sent: true, state: "unknown", source: "sync" },
    effectKey: effectKeys.evaluate(direct.externalId, number),
  };
  const outcome = outcomeFact(
    facts,
    { number, amountMinor, state, sent: true, reason: null },
    "sync",
    createdAt,
  );
  return { order, attempt, event, facts: [evaluated, outcome] };
}
