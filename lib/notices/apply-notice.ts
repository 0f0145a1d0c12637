import { and, eq, inArray, ne, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { notices } from "#db/schema/notices.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { OrderTools } from "#lib/orders/open-order-tools.ts";
import { type PaidBack, readPaidBack } from "#lib/orders/read-paid-back.ts";
import { settleRefunds } from "#lib/orders/settle-refunds.ts";
import type { NoticeState } from "#lib/terms.ts";
import { type Fate, fateOf, type Heard } from "./internal/fate-of.ts";
import { passOn } from "./internal/pass-on.ts";
import { happenedAt, PARKED_MS_MAX, parkedPauseMs, readFacts, retryPauseMs } from "./rules.ts";

type Notice = typeof notices.$inferSelect;

/**
 * Finds out what a notice means and does it, once (product.md §9): order, ledger, refunds, what the merchant is told
 * and the notice's own fate change in one transaction. Answers the state that it is in then; a final one stays. Needs
 * `orders.settle`. Throws NotFoundError.
 */
export async function applyNotice(
  scope: Scope,
  place: { merchantId: string; noticeId: string },
  tools: OrderTools,
): Promise<NoticeState> {
  requirePermission(scope, "orders.settle");
  try {
    const first = await inScope(scope, (tx) => apply(tx, scope, place, undefined));
    if (typeof first === "string") return first;
    const paidBack = await askPaidBack(scope, first, tools);
    const second = await inScope(scope, (tx) => apply(tx, scope, place, paidBack));
    if (typeof second !== "string") throw new Error("a notice asks twice");
    return second;
  } catch (error) {
    if (!(error instanceof NotFoundError)) await inScope(scope, (tx) => putOff(tx, scope, place));
    throw error;
  }
}

/** Money is asked about while nothing is locked: what a notice says of it is only the half of it. */
async function askPaidBack(
  scope: Scope,
  { notice, orderId, isRefund }: Asking,
  tools: OrderTools,
): Promise<PaidBack | null> {
  const { merchantId, environment, flexchargeOrderId } = notice;
  // Our own uncertain refunds first: then the difference is somebody else's.
  if (isRefund) await settleRefunds(scope, { merchantId, orderId }, tools);
  if (!flexchargeOrderId) return null;
  return readPaidBack(tools, { merchantId, environment }, flexchargeOrderId);
}

type Asking = { notice: Notice; orderId: string; isRefund: boolean };

async function apply(
  tx: Transaction,
  scope: Scope,
  place: { merchantId: string; noticeId: string },
  paidBack: PaidBack | null | undefined,
): Promise<NoticeState | Asking> {
  await takeTurn(tx, place);
  const notice = await readNotice(tx, place);
  if (notice.processAt === null) return notice.state;
  const text = notice.body.toString("utf8");
  const facts = readFacts(text);
  const heard: Heard = { notice, text, facts, at: happenedAt(facts.timeStamp, notice.receivedAt), paidBack };
  const fate: Fate = (await cameBefore(tx, notice))
    ? { state: "duplicate", cause: "SAME_EVENT", orderId: null, tells: false }
    : await fateOf(tx, scope, heard);
  if (fate.state === "asking") return { notice, orderId: fate.orderId, isRefund: fate.isRefund };
  if (fate.state === "waiting") return wait(tx, scope, notice, fate);
  if (fate.state === "parked") return park(tx, scope, heard, fate.cause);
  if (fate.tells) await passOn(tx, heard, fate.orderId);
  return finish(tx, scope, notice, fate);
}

/** Of two copies one goes first, on whatever worker: the second sees what the first has done. */
async function takeTurn(tx: Transaction, { merchantId, noticeId }: { merchantId: string; noticeId: string }) {
  await tx.execute(sql`
    SELECT pg_advisory_xact_lock(
      hashtextextended(concat_ws('|', 'notice', merchant_id, environment, flexcharge_order_id), 0))
    FROM notices WHERE merchant_id = ${merchantId} AND id = ${noticeId}`);
}

async function readNotice(
  tx: Transaction,
  { merchantId, noticeId }: { merchantId: string; noticeId: string },
): Promise<Notice> {
  const [notice] = await tx
    .select()
    .from(notices)
    .where(placeOf({ merchantId, id: noticeId }));
  if (!notice) throw new NotFoundError("Notice");
  return notice;
}

/** The same order, event and time stamp, with an effect (product.md §9). */
async function cameBefore(tx: Transaction, notice: Notice): Promise<boolean> {
  const { merchantId, environment, flexchargeOrderId, event, timeStamp } = notice;
  if (!event || !timeStamp || !flexchargeOrderId) return false;
  const [earlier] = await tx
    .select({ id: notices.id })
    .from(notices)
    .where(
      and(
        eq(notices.flexchargeOrderId, flexchargeOrderId),
        eq(notices.merchantId, merchantId),
        eq(notices.environment, environment),
        eq(notices.event, event),
        eq(notices.timeStamp, timeStamp),
        ne(notices.id, notice.id),
        inArray(notices.state, ["applied", "recorded", "ignored"]),
      ),
    )
    .limit(1);
  return earlier !== undefined;
}

async function finish(
  tx: Transaction,
  scope: Scope,
  notice: Notice,
  fate: { state: NoticeState; cause: string | null; orderId: string | null },
): Promise<NoticeState> {
  const { state, cause, orderId } = fate;
  await tx
    .update(notices)
    .set({ state, cause, orderId, processAt: null, processedAt: scope.clock.now() })
    .where(placeOf(notice));
  return state;
}

/** Its order may still come: an answer under way, a merchant that asks FlexCharge itself; so may its application. */
async function park(
  tx: Transaction,
  scope: Scope,
  heard: Heard,
  cause: Extract<Fate, { state: "parked" }>["cause"],
): Promise<NoticeState> {
  const { notice } = heard;
  const now = scope.clock.now().getTime();
  if (now - notice.receivedAt.getTime() >= PARKED_MS_MAX) {
    if (cause === "APPLICATION_NOT_KNOWN") {
      return finish(tx, scope, notice, { state: "recorded", cause, orderId: null });
    }
    await passOn(tx, heard, null);
    return finish(tx, scope, notice, { state: "recorded", cause: "ORDER_NEVER_CAME", orderId: null });
  }
  const processAt = new Date(now + parkedPauseMs(notice.tries));
  await tx.update(notices).set({ state: "parked", cause, processAt }).where(placeOf(notice));
  return "parked";
}

/** Its order is there, something else is not. */
async function wait(
  tx: Transaction,
  scope: Scope,
  notice: Notice,
  { cause, orderId, pauseMs }: Extract<Fate, { state: "waiting" }>,
): Promise<NoticeState> {
  // What was parked begins to be tried anew.
  const tries = notice.state === "parked" ? 1 : notice.tries;
  const ms = pauseMs ?? retryPauseMs(tries - 1);
  if (ms === null) return finish(tx, scope, notice, { state: "failed", cause, orderId });
  const processAt = new Date(scope.clock.now().getTime() + ms);
  await tx
    .update(notices)
    .set({ state: "received", cause, orderId, tries, processAt })
    .where(placeOf(notice));
  return "received";
}

/** A mistake of ours, or the database's: tried again for two days, then listed. */
async function putOff(
  tx: Transaction,
  scope: Scope,
  place: { merchantId: string; noticeId: string },
): Promise<void> {
  const notice = await readNotice(tx, place);
  if (notice.processAt === null) return;
  await wait(tx, scope, notice, { state: "waiting", cause: "UNEXPECTED", orderId: notice.orderId });
}

function placeOf({ merchantId, id }: { merchantId: string; id: string }) {
  return and(eq(notices.merchantId, merchantId), eq(notices.id, id));
}
