import { describe, expect, test } from "vitest";
import { exponentOf, formatMoney, isCurrency, parseMoney } from "./money.ts";

describe("money", () => {
  test.each([
    [123456, "USD", "1,234.56", "USD"],
    [5, "USD", "0.05", "USD"],
    [0, "USD", "0.00", "USD"],
    [-2000, "EUR", "−20.00", "EUR"],
    [1284000, "JPY", "1,284,000", "JPY"],
    [1234567, "KWD", "1,234.567", "KWD"],
    [9007199254740991, "USD", "90,071,992,547,409.91", "USD"],
    [100, "usd", "1.00", "USD"],
  ])("%i minor units of %s read as %s", (minor, currency, number, code) => {
    expect(formatMoney(minor, currency)).toEqual({ number, code });
  });

  test.each([
    ["HUF", 2],
    ["COP", 2],
    ["IDR", 2],
    ["JPY", 0],
    ["KWD", 3],
    ["XXZ", null],
  ])("%s has the decimals of ISO 4217, not of the browser", (currency, exponent) => {
    expect(exponentOf(currency)).toBe(exponent);
    expect(isCurrency(currency)).toBe(exponent !== null);
  });

  test.each([
    ["19.99", "USD", 1999],
    ["19", "USD", 1900],
    ["19.9", "USD", 1990],
    ["0.1", "KWD", 100],
    ["12", "JPY", 12],
    ["12.5", "JPY", null],
    ["19.999", "USD", null],
    ["-1", "USD", null],
    ["1e3", "USD", null],
    ["", "USD", null],
  ])("the text %s in %s is %s minor units", (text, currency, minor) => {
    expect(parseMoney(text, currency)).toBe(minor);
  });
});
