import { outcomePollPace } from "#lib/kit/env.ts";
import type { AttemptState } from "#lib/terms.ts";
import { FINAL_RANK, RANKS } from "../rules.ts";
import { awaitsNotice, isPolled, nextPollAt, type PollPace } from "./poll-rule.ts";

let read: PollPace | undefined;

/** This program's setting, read once. */
export function pollPace(): PollPace {
  read ??= outcomePollPace();
  return read;
}

/** When an attempt that has just come to this state is asked for first; null: never. */
export function firstPollAt(state: AttemptState, expiresAt: Date | null, now: Date): Date | null {
  return isPolled(state) ? soon(expiresAt, now) : null;
}

function soon(expiresAt: Date | null, now: Date): Date {
  return nextPollAt({ tries: 0, expiresAt }, now, pollPace(), Math.random());
}

/** What the checkout's own answer leaves to be asked; an end by it is no webhook gap. */
export function afterAnswer(result: { state: AttemptState; sent: boolean }, now: Date) {
  const ended = result.sent && RANKS[result.state] === FINAL_RANK;
  const isAsked = isPolled(result.state) || awaitsNotice(result.state);
  return { endedBy: ended ? ("answer" as const) : null, pollAt: isAsked ? soon(null, now) : null };
}
