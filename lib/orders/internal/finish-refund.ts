import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { orderEvents } from "#db/schema/orders.ts";
import { refunds } from "#db/schema/refunds.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { ok, refuse } from "#lib/kit/result.ts";
import type { RefundState } from "#lib/terms.ts";
import type { RefundOutcome } from "../refund-order.ts";
import { moneyOf } from "../rules.ts";
import { type RefundRow, refundsOf } from "./begin-refund.ts";
import { bookRefund } from "./book-refund.ts";
import { eventRow } from "./event-row.ts";
import { type LockedOrder, lockOrder, sourceOf } from "./lock-order.ts";
import type { CallKey } from "./once-per-key.ts";
import type { Heard } from "./read-call.ts";
import { messageOf } from "./read-call.ts";

export type RefundAnswer = {
  success: boolean;
  status?: string | null | undefined;
  responseCode?: string | null | undefined;
  responseMessage?: string | null | undefined;
  transactionId?: string | null | undefined;
  errors?: unknown[] | null | undefined;
};

export const UNAVAILABLE = "UPSTREAM_UNAVAILABLE";
/** First look after an uncertain answer. */
const LOOK_AFTER_MS = 60_000;

type Ending = Pick<RefundRow, "state" | "transactionId" | "responseCode" | "responseMessage" | "cause">;

/** Commit 2 of a refund: what FlexCharge said, written only while the refund is still open. */
export async function finishRefund(
  tx: Transaction,
  scope: Scope,
  locked: LockedOrder,
  refundId: string,
  heard: Heard<RefundAnswer>,
  key: CallKey,
): Promise<RefundOutcome> {
  const all = await refundsOf(tx, locked.order);
  const refund = all.find(({ id }) => id === refundId);
  if (!refund) throw new Error("a refund that was begun is not there");
  if (refund.state === "requested")
    await endRefund(tx, scope, locked, refund, endingOf(heard, all, refundId));
  const outcome = asItStands(locked, await refundsOf(tx, locked.order), refundId);
  if (!outcome.ok && outcome.reason === "REFUSED" && outcome.code === UNAVAILABLE) await key.free(tx);
  else await key.answer(tx, outcome);
  return outcome;
}

function endingOf(heard: Heard<RefundAnswer>, all: RefundRow[], refundId: string): Ending {
  const nothing = { transactionId: null, responseCode: null, responseMessage: null, cause: null };
  switch (heard.kind) {
    case "unknown":
      return { ...nothing, state: "unconfirmed", cause: heard.cause };
    case "not_accepted":
      return { ...nothing, state: "failed", responseCode: UNAVAILABLE, cause: heard.cause };
    case "refused":
      return { ...nothing, state: "failed", responseCode: heard.code, responseMessage: heard.message };
    case "answer": {
      const { success, status, transactionId = null, responseCode = null, responseMessage } = heard.body;
      const told = { transactionId, responseCode, responseMessage: responseMessage ?? null, cause: null };
      if (!success || status?.toUpperCase() === "FAILED") {
        return { ...told, state: "failed", responseMessage: responseMessage ?? messageOf(heard.body) };
      }
      // Product.md §10: an equal refund may be answered with the first one's answer, without paying again.
      const seen = all.some(
        (other) => other.id !== refundId && transactionId && other.transactionId === transactionId,
      );
      return seen
        ? { ...told, state: "unconfirmed", cause: "REPEATED_TRANSACTION" }
        : { ...told, state: "confirmed" };
    }
  }
}

/** An open refund becomes what is known of it, with its history, the order's sum and the ledger. */
export async function endRefund(
  tx: Transaction,
  scope: Scope,
  locked: LockedOrder,
  refund: RefundRow,
  ending: Ending,
): Promise<void> {
  const at = scope.clock.now();
  const open = ending.state === "unconfirmed";
  await tx
    .update(refunds)
    .set({
      ...ending,
      settledAt: open ? null : at,
      settleAt: open ? new Date(at.getTime() + LOOK_AFTER_MS) : null,
    })
    .where(and(eq(refunds.merchantId, refund.merchantId), eq(refunds.id, refund.id)));
  const { attempt, id: refundId, amountMinor, currency } = refund;
  const { state, transactionId } = ending;
  const cause = ending.cause ?? (state === "failed" ? ending.responseMessage : null);
  await tx.insert(orderEvents).values(
    eventRow(refund, at, "refund.settled", {
      attempt,
      refundId,
      amountMinor,
      currency,
      state,
      transactionId,
      cause,
    }),
  );
  if (state !== "confirmed" && state !== "external") return;
  await bookRefund(tx, locked, refund, sourceOf(scope), { happenedAt: at, now: at });
}

function asItStands({ attempts }: LockedOrder, all: RefundRow[], refundId: string): RefundOutcome {
  const refund = all.find(({ id }) => id === refundId);
  const attempt = attempts.find(({ number }) => number === refund?.attempt);
  if (!refund || !attempt) throw new Error("a refund belongs to an attempt");
  if (refund.state === "failed") {
    const code = refund.responseCode ?? "FAILED";
    const unavailable = "FlexCharge does not answer just now. Nothing was refunded.";
    const message = refund.responseMessage ?? (code === UNAVAILABLE ? unavailable : (refund.cause ?? ""));
    return refuse({ reason: "REFUSED", code, message });
  }
  const { remainingMinor } = moneyOf(attempt, all);
  const { transactionId } = refund;
  return ok({
    refundId,
    state: refund.state as Exclude<RefundState, "external">,
    remainingMinor,
    transactionId,
  });
}

/** For a repeat whose first request died on the way: what is known now; what is open is unconfirmed. */
export async function refundAsItStands(
  tx: Transaction,
  place: { merchantId: string; orderId: string },
  idempotencyKey: string,
): Promise<RefundOutcome> {
  const locked = await lockOrder(tx, place);
  const all = await refundsOf(tx, locked.order);
  const refund = all.find((each) => each.idempotencyKey === idempotencyKey);
  if (!refund) return refuse({ reason: "UNKNOWN" });
  const stands = asItStands(locked, all, refund.id);
  if (!stands.ok || stands.value.state !== "requested") return stands;
  return ok({ ...stands.value, state: "unconfirmed" });
}
