import { expect, test } from "vitest";
import { momentInZone, wallClock } from "./moment-in-zone.ts";

test("a time that somebody types is a time of the merchant's zone, on both sides of a clock change", () => {
  for (const [text, zone, iso] of [
    ["2026-11-20T14:30", "America/New_York", "2026-11-20T19:30:00.000Z"],
    ["2026-07-01T00:00", "America/New_York", "2026-07-01T04:00:00.000Z"],
    ["2026-03-08T03:30", "America/New_York", "2026-03-08T07:30:00.000Z"],
    ["2026-11-01T00:30", "America/New_York", "2026-11-01T04:30:00.000Z"],
    ["2026-11-20T08:00", "Asia/Tokyo", "2026-11-19T23:00:00.000Z"],
    ["2026-11-20T08:00", "UTC", "2026-11-20T08:00:00.000Z"],
  ] as const) {
    expect(momentInZone(text, zone)?.toISOString(), text).toBe(iso);
    expect(wallClock(new Date(iso), zone)).toBe(text);
  }
});

test("what is no time is nothing", () => {
  for (const text of ["", "yesterday", "2026-13-40T99:99"]) expect(momentInZone(text, "UTC")).toBeNull();
});
