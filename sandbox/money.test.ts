import { expect, test } from "vitest";
import { minorUnits, twoDecimals } from "./money.ts";

test.each([
  ["19.99", "USD", 1999],
  ["12", "USD", 1200],
  ["12.5", "usd", 1250],
  ["0.10", "USD", 10],
  ["1.100", "USD", 110],
  ["500", "JPY", 500],
  ["1.234", "KWD", 1234],
])("%s %s are %i minor units", (decimal, currency, minor) => {
  expect(minorUnits(decimal, currency)).toBe(minor);
});

test.each([
  ["1.001", "USD"],
  ["1.5", "JPY"],
  ["-1", "USD"],
  ["1e3", "USD"],
  ["1,00", "USD"],
  ["", "USD"],
])("%s %s is not an amount", (decimal, currency) => {
  expect(minorUnits(decimal, currency)).toBeNull();
});

test("a refusal prints two decimals", () => {
  expect(twoDecimals(100, "USD")).toBe("1.00");
  expect(twoDecimals(0, "USD")).toBe("0.00");
});
