import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { recordExternalRefund } from "../record-external-refund.ts";
import { recordOutcome } from "../record-outcome.ts";
import type { AskedOutcome } from "./ask-outcome.ts";
import type { DuePoll, NextPoll } from "./claim-polls.ts";
import { pollPace } from "./poll-pace.ts";
import { isExpiredAnyhow, isPolled, nextPollAt } from "./poll-rule.ts";

/**
 * Writes what asking brought, with money that went back meanwhile; without any word, what the checkout was told of an
 * approval, or, a day after its expiry, that it is over. Answers whether it was settled; what was not is asked again
 * (`nextPoll`).
 */
export async function writePoll(scope: Scope, due: DuePoll, asked: AskedOutcome): Promise<boolean> {
  const { merchantId, orderId, number, expiresAt, flexchargeOrderId } = due;
  const told = asked.kind === "heard" && asked.event !== "submitted" ? asked : null;
  const now = scope.clock.now();
  const unheard = due.state === "approved" ? APPROVED : isExpiredAnyhow(expiresAt, now) ? OVER : null;
  if (!told && !unheard) return false;
  return inScope(scope, async (tx) => {
    const place = { merchantId, orderId, attempt: number };
    const heard = told ?? { ...unheard!, at: expiresAt ?? now, flexchargeOrderId };
    const { kind } = await recordOutcome(tx, scope, place, { ...heard, source: "poll" });
    const paidBackMinor = told?.refundedMinor ?? 0;
    // One of ours that is under way is left to settlement, which asks again.
    if (paidBackMinor > 0) {
      await recordExternalRefund(tx, scope, place, { paidBackMinor, at: now, noticeId: null });
    }
    return kind === "moved";
  });
}

const APPROVED = { event: "completed" } as const;
const OVER = { event: "expired", unheard: true } as const;

/** What changes only by our doing is asked once, until somebody answers. */
export function nextPoll(scope: Scope, due: DuePoll, asked: AskedOutcome): NextPoll {
  const pollTries = due.pollTries + 1;
  if (asked.kind === "heard" && !isPolled(due.state)) return { due, pollTries, pollAt: null };
  const order = { tries: pollTries, expiresAt: due.expiresAt };
  return { due, pollTries, pollAt: nextPollAt(order, scope.clock.now(), pollPace(), Math.random()) };
}
