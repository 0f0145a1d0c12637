import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { AttemptState } from "#lib/terms.ts";
import { eventRow } from "./internal/event-row.ts";
import { type HeardEvent, hear } from "./internal/life-rule.ts";
import { lockOrder } from "./internal/lock-order.ts";
import { type AttemptRow, moveAttempt, type OrderRow } from "./internal/move-attempt.ts";
import { recordEnding } from "./internal/pending-call.ts";
import { isPolled } from "./internal/poll-rule.ts";
import { attemptPlace, orderPlace } from "./internal/show-on-order.ts";
import { tellMerchant } from "./internal/tell-merchant.ts";
import { FINAL_RANK, RANKS } from "./rules.ts";
import { UNDER_WAY_MS } from "./settle-attempt.ts";

export type HeardOutcome = {
  event: HeardEvent;
  /** When it happened there. */
  at: Date;
  source: "notice" | "poll";
  flexchargeOrderId: string | null;
  /** The notice's own text, passed on to the merchant as it came. */
  body?: string | undefined;
  /** Our clock's word, not FlexCharge's: nobody there told, a day after the expiry. No webhook is missing then. */
  unheard?: boolean;
};

/**
 * `same`: nothing new. `ignored`: came backwards, or against the end that stands, which flags the order. `early`:
 * the checkout's own answer is still under way and will tell; try again in ten seconds.
 */
export type RecordedOutcome = { kind: "moved" | "same" | "ignored" | "early"; state: AttemptState };

/** Of an order that has come to two different ends (P7). */
export const SECOND_RESULT = "SECOND_RESULT";

/**
 * Applies what FlexCharge told of an attempt, by a notice or when asked: order, attempt, history, ledger and what the
 * merchant is told change together, and a repeat changes nothing. Needs `orders.settle`. Throws NotFoundError.
 */
export async function recordOutcome(
  tx: Transaction,
  scope: Scope,
  place: { merchantId: string; orderId: string; attempt: number },
  heard: HeardOutcome,
): Promise<RecordedOutcome> {
  requirePermission(scope, "orders.settle");
  const { order, attempts: tried } = await lockOrder(tx, place);
  const attempt = tried.find(({ number }) => number === place.attempt);
  if (!attempt) throw new NotFoundError("Attempt");
  const now = scope.clock.now();
  const { state, pending } = attempt;
  const answerUnderWay = now.getTime() - attempt.begunAt.getTime() < UNDER_WAY_MS;
  if (state === "unknown" && attempt.reason === null && answerUnderWay) return { kind: "early", state };
  const isMit = attempt.channel === "mit";
  const jump = hear({ state, isMit, cancelAsked: pending === "cancel" }, heard.event);
  if (jump.kind === "same") await keepSame(tx, order, attempt, heard, now);
  if (jump.kind === "ignored") await keepIgnored(tx, attempt, heard, jump.flagged, now);
  if (jump.flagged) await flag(tx, order);
  if (jump.kind === "moved") await move(tx, order, attempt, jump.state, heard, now);
  return { kind: jump.kind, state: jump.state };
}

async function move(
  tx: Transaction,
  order: OrderRow,
  attempt: AttemptRow,
  to: AttemptState,
  heard: HeardOutcome,
  now: Date,
): Promise<void> {
  const { source, flexchargeOrderId, body, unheard } = heard;
  const { number, pending } = attempt;
  const byNotice = source === "notice";
  const isEnd = RANKS[to] === FINAL_RANK;
  await moveAttempt(
    tx,
    order,
    attempt,
    {
      to,
      source,
      // "Nobody answered" is no longer so.
      reason: null,
      flexchargeOrderId: attempt.flexchargeOrderId ?? flexchargeOrderId?.toLowerCase() ?? null,
      happenedAt: heard.at,
      endedBy: unheard ? "settlement" : source,
      ...(byNotice && isEnd ? { noticeAt: now } : {}),
      body,
    },
    now,
  );
  const told = { attempt: number, state: to, source };
  const when = byNotice ? { happenedAt: heard.at.toISOString() } : {};
  const data = { ...told, ...when, ...(unheard ? { unheard } : {}) };
  await tx.insert(orderEvents).values(eventRow(attempt, now, "outcome.recorded", data));
  if (!pending) return;
  const done = pending === "cancel" ? to === "cancelled" : to === "approved";
  const result = done ? ("confirmed" as const) : ("failed" as const);
  await recordEnding(tx, attempt, pending, now, { result, message: null });
}

/**
 * What is known already is told to the merchant if nobody has: in the notice's own words, or, where no notice came of an
 * answer, in ours. A notice closes a gap. Either way nothing is left to be asked.
 */
async function keepSame(
  tx: Transaction,
  order: OrderRow,
  attempt: AttemptRow,
  heard: HeardOutcome,
  now: Date,
): Promise<void> {
  const { state, flexchargeOrderId, answeredAt } = attempt;
  const { source, body } = heard;
  if (isPolled(state)) return;
  const isNews = source === "notice" && RANKS[state] === FINAL_RANK && attempt.noticeAt === null;
  if (isNews || attempt.pollAt !== null) {
    const change = { pollAt: null, ...(isNews ? { noticeAt: now } : {}) };
    await tx.update(attempts).set(change).where(attemptPlace(attempt));
  }
  // When it happened FlexCharge does not tell who asks.
  const at = source === "poll" ? (answeredAt ?? heard.at) : heard.at;
  await tellMerchant(tx, order, attempt, { state, at, source, flexchargeOrderId, body });
}

/** Its line in the history once, however often it is told. */
async function keepIgnored(
  tx: Transaction,
  attempt: AttemptRow,
  heard: HeardOutcome,
  flagged: boolean,
  now: Date,
): Promise<void> {
  // A poll's "still in work" is no news.
  if (!flagged && heard.source === "poll") return;
  const came = CAME[heard.event];
  const event = eventRow(attempt, now, "result.ignored", {
    attempt: attempt.number,
    stands: attempt.state,
    came,
  });
  const [known] = await tx
    .select({ id: orderEvents.id })
    .from(orderEvents)
    .where(
      and(
        eq(orderEvents.merchantId, attempt.merchantId),
        eq(orderEvents.orderId, attempt.orderId),
        eq(orderEvents.type, "result.ignored"),
        eq(orderEvents.data, event.data),
      ),
    )
    .limit(1);
  if (!known) await tx.insert(orderEvents).values(event);
}

const CAME: Record<HeardEvent, AttemptState> = {
  submitted: "submitted",
  challenge: "challenge",
  capture_required: "capture_required",
  completed: "approved",
  cancelled: "declined",
  expired: "expired",
};

async function flag(tx: Transaction, order: OrderRow): Promise<void> {
  if (order.flags.includes(SECOND_RESULT)) return;
  const flags = [...order.flags, SECOND_RESULT];
  await tx
    .update(orders)
    .set({ flags })
    .where(orderPlace({ merchantId: order.merchantId, orderId: order.id }));
}
