import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { recordOutcome } from "../record-outcome.ts";
import type { AskedOutcome } from "./ask-outcome.ts";
import type { DuePoll, NextPoll } from "./claim-polls.ts";
import { pollPace } from "./poll-pace.ts";
import { isExpiredAnyhow, isPolled, nextPollAt } from "./poll-rule.ts";

/**
 * Writes what asking brought, or, a day after its expiry without any word, that it is over. Answers whether it was
 * settled; what was not is asked again (`nextPoll`).
 */
export async function writePoll(scope: Scope, due: DuePoll, asked: AskedOutcome): Promise<boolean> {
  const { merchantId, orderId, number, expiresAt, flexchargeOrderId } = due;
  const told = asked.kind === "heard" && asked.event !== "submitted" ? asked : null;
  const over = expiresAt !== null && isExpiredAnyhow(expiresAt, scope.clock.now());
  if (!told && !over) return false;
  return inScope(scope, async (tx) => {
    const place = { merchantId, orderId, attempt: number };
    const heard = told ?? {
      event: "expired" as const,
      at: expiresAt ?? scope.clock.now(),
      flexchargeOrderId,
      unheard: true,
    };
    const { kind } = await recordOutcome(tx, scope, place, { ...heard, source: "poll" });
    return kind === "moved";
  });
}

/** What changes only by our doing is asked once, until somebody answers. */
export function nextPoll(scope: Scope, due: DuePoll, asked: AskedOutcome): NextPoll {
  const pollTries = due.pollTries + 1;
  if (asked.kind === "heard" && !isPolled(due.state)) return { due, pollTries, pollAt: null };
  const order = { tries: pollTries, expiresAt: due.expiresAt };
  return { due, pollTries, pollAt: nextPollAt(order, scope.clock.now(), pollPace(), Math.random()) };
}
