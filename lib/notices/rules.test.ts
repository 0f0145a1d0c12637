import { describe, expect, test } from "vitest";
import { happenedAt, kindOf, PARKED_MS_MAX, parkedPauseMs, readFacts, retryPauseMs } from "./rules.ts";

const receivedAt = new Date("2026-11-20T12:00:00Z");

describe("what a body says", () => {
  test("every field of the sheet, ids in lower case, amounts in minor units", () => {
    const body = {
      Event: "payment.chargeback.received",
      TimeStamp: "2026-01-15T10:20:30.1234567Z",
      EventData: { amount: 60, currency: "usd", reason: "fraud" },
      ExternalOrderId: "Shop-1",
      OrderId: "7D0C1B7E-52D4-4F0B-9A55-0E6F4F0D9B11",
      IsTestMode: true,
      IsResent: true,
      More: 1,
    };
    expect(readFacts(JSON.stringify(body))).toEqual({
      event: "payment.chargeback.received",
      timeStamp: "2026-01-15T10:20:30.1234567Z",
      externalOrderId: "Shop-1",
      flexchargeOrderId: "7d0c1b7e-52d4-4f0b-9a55-0e6f4f0d9b11",
      testMode: true,
      resent: true,
      amountMinor: 60,
      currency: "USD",
      reason: "fraud",
    });
  });

  test.each(["", "x", "[]", "null", '"text"', "{}", "[".repeat(50_000)])("nothing of %.10s", (text) => {
    expect(readFacts(text)).toMatchObject({ event: null, flexchargeOrderId: null, testMode: null });
  });

  test.each([
    ["fractions", 0.6],
    ["text", "60"],
    ["nothing", 0],
    ["less than nothing", -5],
    ["more than a number can hold", 1e20],
  ])("%s is no amount", (_name, amount) => {
    expect(
      readFacts(JSON.stringify({ Event: "order.refunded", EventData: { amount } })).amountMinor,
    ).toBeNull();
  });

  test.each(["a\u0000b", "\ud800", "x".repeat(201), 7, {}, [], "  "])("%j is no id", (OrderId) => {
    expect(readFacts(JSON.stringify({ OrderId })).flexchargeOrderId).toBeNull();
  });
});

test.each([
  ["2026-01-15T10:20:30.1234567Z", "2026-01-15T10:20:30.123Z"],
  ["soon", "2026-11-20T12:00:00.000Z"],
  [null, "2026-11-20T12:00:00.000Z"],
  ["1970-01-01T00:00:00Z", "2026-11-20T12:00:00.000Z"],
  ["9999-01-01T00:00:00Z", "2026-11-20T12:00:00.000Z"],
])("%s happened at %s", (timeStamp, at) => {
  expect(happenedAt(timeStamp, receivedAt).toISOString()).toBe(at);
});

test.each([
  ["order.completed", { kind: "outcome", heard: "completed" }],
  ["Order.Cancelled", { kind: "outcome", heard: "cancelled" }],
  ["order.expired", { kind: "outcome", heard: "expired" }],
  ["order.capturerequired", { kind: "outcome", heard: "capture_required" }],
  ["order.refunded", { kind: "refund" }],
  ["payment.chargeback.received", { kind: "chargeback" }],
  ["challenge.passed", { kind: "record" }],
  ["payout.created", { kind: "record" }],
  ["application.approved", { kind: "application" }],
  ["constructor", { kind: "record" }],
  [null, { kind: "unreadable" }],
])("%s asks for %j", (event, kind) => {
  expect(kindOf(event)).toEqual(kind);
});

test("a parked notice is looked at within seconds at first, and four times a day in the end, for thirty days", () => {
  const pauses = Array.from({ length: 12 }, (_, tries) => parkedPauseMs(tries + 1));
  expect(pauses[0]).toBe(15_000);
  expect(pauses.every((pause, index) => index === 0 || pause >= (pauses[index - 1] ?? 0))).toBe(true);
  expect(pauses.at(-1)).toBe(6 * 3_600_000);
  expect(PARKED_MS_MAX).toBe(30 * 24 * 3_600_000);
});

test("what fails is tried for about two days and then listed", () => {
  let [tries, ms] = [0, 0];
  for (let pause = retryPauseMs(tries); pause !== null; pause = retryPauseMs(tries)) {
    ms += pause;
    tries += 1;
  }
  expect(tries).toBe(12);
  expect(ms / 3_600_000).toBeGreaterThan(24);
  expect(ms / 3_600_000).toBeLessThan(72);
});
