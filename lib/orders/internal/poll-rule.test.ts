import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EXPIRED_ANYHOW_AFTER_MS, isExpiredAnyhow, nextPollAt } from "./poll-rule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = new Date("2026-11-20T12:00:00Z");
const PACE = { minMs: 10 * MINUTE, maxMs: 6 * HOUR };
const DEMO = { minMs: 3_000, maxMs: 10_000 };
const inMs = (ms: number) => new Date(NOW.getTime() + ms);
const pause = (tries: number, leftMs: number | null, random = 0, pace = PACE) =>
  nextPollAt({ tries, expiresAt: leftMs === null ? null : inMs(leftMs) }, NOW, pace, random).getTime() -
  NOW.getTime();

describe("an order in work is asked for", () => {
  const rows: [string, number, number | null, number][] = [
    ["after ten minutes at first", 0, 21 * DAY, 10 * MINUTE],
    ["then after twice as long", 1, 21 * DAY, 20 * MINUTE],
    ["and never later than after six hours", 9, 21 * DAY, 6 * HOUR],
    ["also where it has no expiry", 9, null, 6 * HOUR],
    ["more often in its last day", 9, 4 * HOUR, HOUR],
    ["but never more often than at first", 9, 20 * MINUTE, 10 * MINUTE],
    ["a minute after its expiry", 9, 5 * MINUTE, 6 * MINUTE],
    ["hourly once it should be over", 12, -MINUTE, HOUR],
  ];
  test.each(rows)("%s", (_name, tries, leftMs, expected) => expect(pause(tries, leftMs)).toBe(expected));

  test("at most fifteen seconds apart in the demo, whenever and however often it was", () => {
    const left = fc.option(fc.integer({ min: -40 * DAY, max: 40 * DAY }), { nil: null });
    fc.assert(
      fc.property(fc.nat(60), left, fc.double({ min: 0, max: 1, noNaN: true }), (tries, leftMs, random) => {
        const ms = pause(tries, leftMs, random, DEMO);
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThanOrEqual(15_000);
      }),
    );
  });

  test("at its expiry, and never so late that a day without an answer is missed by more than an hour", () => {
    const around = fc.integer({ min: -2 * DAY, max: 30 * DAY });
    fc.assert(
      fc.property(fc.nat(60), around, fc.double({ min: 0, max: 1, noNaN: true }), (tries, leftMs, random) => {
        const ms = pause(tries, leftMs, random);
        expect(ms).toBeLessThanOrEqual(PACE.maxMs);
        if (leftMs > 0) expect(ms).toBeLessThanOrEqual(leftMs + 10 * MINUTE);
        else expect(ms).toBeLessThanOrEqual(HOUR);
      }),
    );
  });

  test("up to a fifth earlier, so that orders of one hour do not come back together", () => {
    expect(pause(0, null, 1)).toBe(8 * MINUTE);
  });
});

test("our clock ends an order a day after its expiry, and one without an expiry never", () => {
  expect(isExpiredAnyhow(inMs(-EXPIRED_ANYHOW_AFTER_MS + 1), NOW)).toBe(false);
  expect(isExpiredAnyhow(inMs(-EXPIRED_ANYHOW_AFTER_MS), NOW)).toBe(true);
  expect(isExpiredAnyhow(null, NOW)).toBe(false);
});
