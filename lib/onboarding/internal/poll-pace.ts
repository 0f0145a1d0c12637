import type { ApplicationState } from "#lib/terms.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** When FlexCharge is asked next for an application that it has; null where nothing is expected of it. */
export function nextPoll(state: ApplicationState, stateAt: Date, now: Date): Date | null {
  if (state === "draft" || state === "declined" || state === "cancelled" || state === "converted")
    return null;
  if (state === "approved") return new Date(now.getTime() + HOUR);
  const age = now.getTime() - stateAt.getTime();
  const pause = age < 10 * MINUTE ? 15 * SECOND : age < 24 * HOUR ? 5 * MINUTE : 30 * MINUTE;
  return new Date(now.getTime() + pause);
}

/** After a call without a certain answer. */
export function backOff(tries: number, now: Date): Date {
  const pauses = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE];
  return new Date(now.getTime() + pauses[Math.min(Math.max(tries - 1, 0), pauses.length - 1)]!);
}
