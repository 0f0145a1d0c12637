import { newId } from "#lib/kit/ids.ts";
import { effectKeys } from "#lib/ledger/rules.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import type { AttemptState } from "#lib/terms.ts";
import type { HistoryOrder } from "./history.ts";
import { type Random, seededRandom } from "./random.ts";

type LedgerRow = LedgerEvent & { id: string; recordedAt: Date };

const DAY_MS = 24 * 60 * 60 * 1000;
/** A real shop has some six approvals a decline; the demo keeps fewer, to stay under 30,000 orders in all. */
const APPROVALS_PER_DECLINE = [
  [2, 35],
  [3, 50],
  [4, 15],
] as const;
/** Declines that the checkout asked a rescue for but forgot to transmit: the gap in transmit coverage. */
const FORGOTTEN = 0.03;

/**
 * The ledger behind the told orders: their authorisations, evaluates and outcomes, and the orders around them that
 * the processor approved at once, which FlexCharge only ever saw as transmits.
 */
export function ledgerHistory(orders: readonly HistoryOrder[], plan: { seed: number; now: Date }) {
  const random = seededRandom(plan.seed);
  let approved = 0;
  const rows = orders.flatMap((told) => {
    const around = Array.from({ length: random.weighted(APPROVALS_PER_DECLINE) }, () => {
      approved += 1;
      return approval(random, told, 700_000 + approved, plan.now);
    });
    return [...declined(random, told), ...around];
  });
  return { rows, approved };
}

function row(event: LedgerEvent): LedgerRow {
  return { ...event, id: newId("ledger", event.at.getTime()), recordedAt: event.at };
}

function placeOf({ order }: HistoryOrder) {
  const { merchantId, environment, currency, channel, siteId, descriptor, campaignId } = order;
  return { merchantId, environment, currency, channel, siteId, descriptor, campaignId };
}

function declined(random: Random, told: HistoryOrder): LedgerRow[] {
  const { order, attempts, events } = told;
  const base = { ...placeOf(told), orderId: order.externalId, amountMinor: order.amountMinor };
  const isTransmitted = !random.chance(FORGOTTEN);
  const key = isTransmitted ? effectKeys.transmit : effectKeys.attempt;
  const rows = [
    row({
      ...base,
      type: "attempt",
      at: order.declinedAt,
      transactionId: order.transactionId,
      approvedByProcessor: false,
      responseCode: order.responseCode,
      responseCodeSource: order.responseCodeSource,
      source: isTransmitted ? "transmit" : "gateway",
      effectKey: key(order.externalId, order.transactionId),
    }),
  ];
  if (told.retry) {
    const { at, transactionId, approved } = told.retry;
    const effectKey = effectKeys.transmit(order.externalId, transactionId);
    const tried = { at, transactionId, approvedByProcessor: approved, responseCodeSource: "nmi" };
    const responseCode = approved ? "100" : order.responseCode;
    rows.push(row({ ...base, ...tried, type: "attempt", responseCode, source: "transmit", effectKey }));
  }
  for (const { number, sent, reason, begunAt } of attempts) {
    const evaluated = { sent, reason: reason ?? null, state: sent ? "unknown" : "not_sent" } as const;
    const effectKey = effectKeys.evaluate(order.externalId, number);
    rows.push(
      row({
        ...base,
        ...evaluated,
        type: "evaluate",
        attempt: number,
        at: begunAt,
        source: "gateway",
        effectKey,
      }),
    );
  }
  for (const { type, at, data } of events) {
    if (type !== "evaluate.answered" && type !== "outcome.recorded") continue;
    const { attempt, state } = JSON.parse(data) as { attempt: number; state: AttemptState };
    const effectKey = effectKeys.outcome(order.externalId, attempt, state);
    const source = type === "outcome.recorded" ? "notice" : "gateway";
    rows.push(row({ ...base, type: "outcome", attempt, state, at, source, effectKey }));
  }
  return rows;
}

/** An order like the declined one, of the same hours, that went through. */
function approval(random: Random, told: HistoryOrder, number: number, now: Date): LedgerRow {
  const { order } = told;
  const at = new Date(
    Math.min(order.declinedAt.getTime() + random.between(-DAY_MS / 8, DAY_MS / 8), now.getTime() - 60_000),
  );
  const orderId = `${order.externalId.split("-")[0]}-${number}`;
  const transactionId = `pay-${random.between(1_000_000, 9_999_999)}`;
  return row({
    ...placeOf(told),
    type: "attempt",
    at,
    orderId,
    transactionId,
    amountMinor: order.amountMinor,
    approvedByProcessor: true,
    source: "transmit",
    effectKey: effectKeys.transmit(orderId, transactionId),
  });
}
