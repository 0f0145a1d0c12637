import { lasted } from "#components/switching/when.ts";
import type { LateDeadline } from "#lib/orders/queries/list-late-deadlines.ts";

const THEN: Record<LateDeadline["policy"], string | null> = {
  ask: null,
  accept: "accepted",
  refund: "refunded",
};

/** "3 h 20 min left": for a list's column. */
export function hoursLeft({ dueAt, policy }: LateDeadline, now: string): string {
  const ms = Date.parse(dueAt) - Date.parse(now);
  if (ms > 0) return `${lasted(ms)} left`;
  return policy === "ask" ? `${lasted(-ms)} over` : "being decided";
}

/** What happens when nobody decides, in a sentence. */
export function deadlineWords(deadline: LateDeadline, now: string): string {
  const ms = Date.parse(deadline.dueAt) - Date.parse(now);
  const then = THEN[deadline.policy];
  if (then === null) {
    return ms > 0
      ? `Decide within ${lasted(ms)}; nothing happens by itself.`
      : `The time to decide is over since ${lasted(-ms)}; it still waits for somebody.`;
  }
  return ms > 0
    ? `${lasted(ms)} left to decide, then it is ${then} by the merchant's rule.`
    : `It is being ${then} by the merchant's rule.`;
}
