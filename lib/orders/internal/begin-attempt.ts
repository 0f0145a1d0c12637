import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import { orderStanding, showingAttempt } from "../rules.ts";
import { orderChange, orderRow } from "./attempt-rows.ts";
import { beginNewOrder } from "./begin-new-order.ts";
import type { Deciding } from "./decide-attempt.ts";
import { eventRow } from "./event-row.ts";
import { claimKey } from "./idempotency.ts";
import { declineFact } from "./ledger-facts.ts";
import { answerOf, type Beginning, type PlannedAttempt, planAttempt } from "./plan-attempt.ts";

/** Undoes the transaction: nothing of a request whose key was taken may stay. */
class KeyTaken extends Error {}

/**
 * Commit 1 of an evaluate: order, attempt, trace, history and idempotency key together, before anybody is called.
 * The order's row is locked, so that simultaneous attempts of one order follow each other, also across gateways.
 */
export async function beginAttempt(scope: Scope, deciding: Deciding): Promise<Beginning> {
  const ids = { orderId: newId("order", deciding.receivedAt.getTime()), sessionKey: newGuid() };
  const first = deciding.decideFor("none", 1);
  const begun = await beginNewOrder(scope, deciding, first, ids);
  if (begun) return begun;
  try {
    return await inScope(scope, async (tx) => {
      const order = await insertOrLockOrder(tx, orderRow(deciding, first, ids));
      if (order.inserted)
        return await write(
          tx,
          planAttempt(scope, deciding, { ...ids, previous: "none", number: 1, trace: first }),
        );
      return await continueOrder(tx, scope, deciding, order);
    });
  } catch (error) {
    if (error instanceof KeyTaken) return { kind: "key_taken" };
    throw error;
  }
}

/** One round trip for both cases; the update changes nothing and takes the lock. */
async function insertOrLockOrder(tx: Transaction, row: typeof orders.$inferInsert) {
  const [order] = await tx
    .insert(orders)
    .values(row)
    .onConflictDoUpdate({
      target: [orders.merchantId, orders.environment, orders.externalId],
      set: { updatedAt: sql`${orders.updatedAt}` },
    })
    .returning({
      id: orders.id,
      sessionKey: orders.sessionKey,
      flexchargeOrderId: orders.flexchargeOrderId,
      attemptsCount: orders.attemptsCount,
      inserted: sql<boolean>`(xmax = 0)`,
    });
  if (!order) throw new Error("the order was neither inserted nor found");
  return order;
}

type LockedOrder = Awaited<ReturnType<typeof insertOrLockOrder>>;

async function continueOrder(
  tx: Transaction,
  scope: Scope,
  deciding: Deciding,
  order: LockedOrder,
): Promise<Beginning> {
  const { request } = deciding;
  const earlier = await tx
    .select({
      number: attempts.number,
      state: attempts.state,
      sent: attempts.sent,
      reason: attempts.reason,
      channel: attempts.channel,
      mode: attempts.mode,
      flexchargeOrderId: attempts.flexchargeOrderId,
    })
    .from(attempts)
    .where(and(eq(attempts.merchantId, request.merchantId), eq(attempts.orderId, order.id)));
  const standing = orderStanding(earlier);
  if (standing.kind === "stands") {
    const { attempt } = standing;
    const answer = answerOf(scope, deciding, {
      orderId: order.id,
      sessionKey: attempt.flexchargeOrderId ?? order.flexchargeOrderId ?? order.sessionKey,
      ...attempt,
    });
    const event = eventRow({ ...request, orderId: order.id }, deciding.receivedAt, "evaluate.repeated", {
      attempt: attempt.number,
      state: attempt.state,
      transactionId: request.transactionId,
      requestId: scope.requestId,
    });
    const [claimed] = await Promise.all([
      claimKey(tx, {
        ...request,
        orderId: order.id,
        attempt: attempt.number,
        answer,
        at: deciding.receivedAt,
      }),
      tx.insert(orderEvents).values(event),
      appendLedgerEvents(tx, [declineFact(deciding, deciding.decideFor("finished", attempt.number), null)]),
    ]);
    if (!claimed) throw new KeyTaken();
    return { kind: "answered", answer };
  }
  const previous = standing.kind === "unsettled" ? "unsettled" : "finished";
  const number = order.attemptsCount + 1;
  const trace = deciding.decideFor(previous, number);
  const change = orderChange(deciding, trace, number);
  // A held-back attempt must not hide the open one that holds it back.
  const showsNew = showingAttempt([...earlier, { number, state: change.state }]).number === number;
  const sessionKey = order.flexchargeOrderId ?? order.sessionKey;
  const decided = { orderId: order.id, sessionKey, previous, number, trace } as const;
  const written = await write(tx, planAttempt(scope, deciding, decided));
  await tx
    .update(orders)
    .set(showsNew ? change : { attemptsCount: number, updatedAt: deciding.receivedAt })
    .where(and(eq(orders.merchantId, request.merchantId), eq(orders.id, order.id)));
  return written;
}

/** The attempt, its history, its facts for the ledger and its key. */
async function write(tx: Transaction, planned: PlannedAttempt): Promise<Beginning> {
  const [claimed] = await Promise.all([
    claimKey(tx, planned.claim),
    tx.insert(attempts).values(planned.attempt),
    tx.insert(orderEvents).values(planned.events),
    appendLedgerEvents(tx, planned.facts),
  ]);
  if (!claimed) throw new KeyTaken();
  return planned.beginning;
}
