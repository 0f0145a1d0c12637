import { describe, expect, test } from "vitest";
import type { CardClass } from "./scenarios.ts";
import { cardClassOf, decide, planOrder } from "./scenarios.ts";

const createdOn = new Date("2026-01-15T10:20:30Z");
const inDays = (days: number) => new Date(createdOn.getTime() + days * 86_400_000);
const mit = {
  decision: "approve",
  isMit: true,
  mitMode: "managed",
  transactionType: "PURCHASE",
  createdOn,
  expiresOn: inDays(21),
} as const;

test("the sandbox knows its test cards, with or without spaces", () => {
  expect(cardClassOf("4000 0027 6000 3184")).toBe("approve");
  expect(cardClassOf("4000300011112220")).toBe("decline");
  expect(cardClassOf("4111-1111-1111-1111")).toBe("approve_with_cvv");
  expect(cardClassOf("5555555555554444")).toBe("unknown");
});

describe("the first matching trigger decides", () => {
  const challenge = "+99.2001a/+99.2001b";
  test.each<[string | null, boolean, CardClass, boolean, string]>([
    ["998888", false, "decline", false, "approve"],
    ["998888", true, "decline", false, "approve"],
    [challenge, false, "approve", true, "challenge"],
    [challenge, true, "approve", false, "approve"],
    [challenge, true, "decline", false, "decline"],
    [null, false, "decline", true, "decline"],
    [null, false, "approve", false, "approve"],
    [null, false, "approve_with_cvv", true, "approve"],
    [null, false, "approve_with_cvv", false, "decline"],
    ["+15555550123", false, "unknown", true, "decline"],
  ])("phone %s, MIT %s, card %s, CVV %s → %s", (phone, isMit, cardClass, hasCvv, decision) => {
    expect(decide({ phone, isMit, cardClass, hasCvv })).toBe(decision);
  });
});

describe("a managed MIT is submitted, and its cents tell when it ends", () => {
  test.each([
    [101, "approve", 1],
    [4520, "approve", 20],
    [100, "approve", 3],
    [4521, "approve", 3],
    [4598, "approve", 3],
    [4599, "expire", 21],
  ] as const)("%i cents → %s after %i days", (amount, dueAction, days) => {
    expect(planOrder({ ...mit, amount })).toEqual({ status: "SUBMITTED", dueAction, dueAt: inDays(days) });
  });

  test("one whose card would decline expires", () => {
    expect(planOrder({ ...mit, amount: 101, decision: "decline" })).toEqual({
      status: "SUBMITTED",
      dueAction: "expire",
      dueAt: inDays(21),
    });
  });

  test("one that would be approved after its expiry expires", () => {
    const plan = planOrder({ ...mit, amount: 100, expiresOn: inDays(1) });
    expect(plan).toEqual({ status: "SUBMITTED", dueAction: "expire", dueAt: inDays(1) });
  });
});

test("an authorisation waits seven days for its capture and is then voided", () => {
  const plan = planOrder({ ...mit, amount: 100, isMit: false, transactionType: "AUTHORIZATION" });
  expect(plan).toEqual({ status: "CAPTUREREQUIRED", dueAction: "void", dueAt: inDays(7) });
});

test("a sync account answers an MIT at once", () => {
  const plan = { dueAt: null, dueAction: null };
  expect(planOrder({ ...mit, amount: 199, mitMode: "sync" })).toEqual({ status: "APPROVED", ...plan });
  expect(planOrder({ ...mit, amount: 100, mitMode: "sync", decision: "decline" })).toEqual({
    status: "DECLINED",
    ...plan,
  });
});
