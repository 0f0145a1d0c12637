import type { AttemptState } from "#lib/terms.ts";

/** Between two looks at one order: never shorter than `minMs`, never longer than `maxMs`. */
export type PollPace = { minMs: number; maxMs: number };

const HOUR_MS = 60 * 60 * 1000;
/** Our clock alone never loses an approved order (product.md §8). */
export const EXPIRED_ANYHOW_AFTER_MS = 24 * HOUR_MS;
/** Time for FlexCharge to end it itself, and for its notice to arrive first. */
const AFTER_EXPIRY_MS = 60_000;
/** The last quarter of what is left is looked at, down to the shortest pause. */
const DENSER = 4;
const JITTER = 5;

/** Only these change without our doing and are asked for; a capture waits for the merchant, a challenge for the shopper. */
export function isPolled(state: AttemptState): boolean {
  return state === "submitted";
}

/** What the checkout was told in its answer and its merchant's endpoints by a notice, whose loss is looked for once. */
export function awaitsNotice(state: AttemptState): boolean {
  return state === "approved" || state === "capture_required";
}

/**
 * When to ask next for an order that is in work: soon at first, then ever more seldom, denser near its expiry, at its
 * expiry, then hourly. `random` is 0–1: up to a fifth earlier, so that orders of one hour do not all come back at once.
 */
export function nextPollAt(
  order: { tries: number; expiresAt: Date | null },
  now: Date,
  pace: PollPace,
  random: number,
): Date {
  const growing = Math.min(pace.minMs * 2 ** Math.min(order.tries, 20), pace.maxMs);
  const leftMs = order.expiresAt === null ? null : order.expiresAt.getTime() - now.getTime();
  const pauseMs = (leftMs === null ? growing : tiedToExpiry(growing, leftMs, pace)) * (1 - random / JITTER);
  if (leftMs !== null && leftMs > 0 && pauseMs > leftMs) {
    const atExpiry = leftMs + Math.min(AFTER_EXPIRY_MS, pace.minMs) * (1 - random / JITTER);
    return new Date(now.getTime() + Math.min(atExpiry, pace.maxMs));
  }
  return new Date(now.getTime() + Math.round(pauseMs));
}

function tiedToExpiry(growing: number, leftMs: number, { minMs, maxMs }: PollPace): number {
  if (leftMs <= 0) return Math.min(Math.max(minMs, HOUR_MS), maxMs);
  return Math.min(growing, Math.max(minMs, leftMs / DENSER));
}

/** Nobody there tells how it ended, a day after it had to: then it is over here (product.md §8). */
export function isExpiredAnyhow(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && now.getTime() - expiresAt.getTime() >= EXPIRED_ANYHOW_AFTER_MS;
}
