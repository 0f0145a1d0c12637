import type { CallOptions, OrderAnswer, Session } from "#lib/flexcharge/schema.ts";
import type { OrderTools } from "../open-order-tools.ts";
import type { DuePoll } from "./claim-polls.ts";
import type { HeardEvent } from "./life-rule.ts";
import { lookUp } from "./look-up.ts";
import { minorOf } from "./minor-of.ts";
import { wordOfNumber, wordOfOutcome } from "./poll-word.ts";
import { readCall } from "./read-call.ts";

export type AskedOutcome =
  | { kind: "heard"; event: HeardEvent; at: Date; flexchargeOrderId: string; refundedMinor?: number | null }
  /** Says nothing about this order. `account`: nothing of the account can be asked just now. */
  | { kind: "no_answer"; cause: string; account: boolean; unauthorized: number | null };

/**
 * What FlexCharge says of an order that is in work. Its number 2 means declined, cancelled or expired, so that is
 * asked once more in words; where nobody answers in words any more, its expiry tells which.
 */
export async function askOutcome(
  tools: OrderTools,
  session: Session,
  due: DuePoll,
  now: Date,
  options: CallOptions,
): Promise<AskedOutcome> {
  const { externalId, flexchargeOrderId } = due;
  const isMit = due.channel === "mit";
  const found = await lookUp(tools, session, { externalId, flexchargeOrderId, isMit, others: [] }, options);
  if (found.kind === "not_known") return noAnswer("not known there", false);
  if (found.kind === "no_answer") {
    const { cause, unauthorized } = found;
    return { kind: "no_answer", cause, account: !cause.startsWith("refused"), unauthorized };
  }
  const id = found.order.id.toLowerCase();
  const word = wordOfNumber(found.order.status);
  if (word === "nothing") return noAnswer("PROBLEM_THERE", false);
  if (word !== "ended") {
    const refundedMinor = word === "completed" ? minorOf(found.order.amountRefunded) : null;
    return { kind: "heard", event: word, at: now, flexchargeOrderId: id, refundedMinor };
  }
  const expiresAt = expiryThere(found.order) ?? due.expiresAt;
  const told = readCall(await tools.flexcharge.outcome(session, { orderSessionKey: id }, options));
  if (told.kind === "unknown" || told.kind === "not_accepted") return noAnswer(told.cause, true);
  const inWords = told.kind === "answer" ? wordOfOutcome(told.body.status) : null;
  const over = expiresAt !== null && expiresAt <= now;
  const event = inWords ?? (over ? "expired" : "cancelled");
  // An expiry happened when it was due; when the others happened FlexCharge does not tell.
  const at = event === "expired" && expiresAt ? expiresAt : now;
  return { kind: "heard", event, at, flexchargeOrderId: id };
}

function noAnswer(cause: string, account: boolean): AskedOutcome {
  return { kind: "no_answer", cause, account, unauthorized: null };
}

function expiryThere({ expiryDate }: OrderAnswer): Date | null {
  const at = expiryDate ? new Date(expiryDate) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}
