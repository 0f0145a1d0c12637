import { expect, test } from "vitest";
import { durationMs, longTimestamp, shortTimestamp } from "./clock.ts";

test.each([
  ["P3D", 3 * 86_400_000],
  ["P2W", 14 * 86_400_000],
  ["PT90M", 90 * 60_000],
  ["P1DT2H3M4.5S", 86_400_000 + 2 * 3_600_000 + 3 * 60_000 + 4_500],
  ["PT0S", 0],
])("the clock understands %s", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(["", "P", "PT", "3 days", "P1M", "P1Y", "-P1D", "P1DT"])("the clock refuses %j", (text) => {
  expect(durationMs(text)).toBeNull();
});

test("times are written as the vendor's server writes them", () => {
  const at = new Date("2026-01-15T10:20:30.123Z");
  expect(longTimestamp(at)).toBe("2026-01-15T10:20:30.1230000Z");
  expect(shortTimestamp(new Date("2026-01-15T10:20:30.000Z"))).toBe("2026-01-15T10:20:30Z");
});
