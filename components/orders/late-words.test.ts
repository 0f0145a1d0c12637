import { expect, test } from "vitest";
import { deadlineWords, hoursLeft } from "./late-words.ts";

const since = "2026-11-20T06:00:00.000Z";
const dueAt = "2026-11-21T06:00:00.000Z";

test("the time to decide is told, and what happens when nobody does", () => {
  const now = "2026-11-20T12:30:00.000Z";
  expect(hoursLeft({ since, dueAt, policy: "ask" }, now)).toBe("17 h 30 min left");
  expect(deadlineWords({ since, dueAt, policy: "refund" }, now)).toBe(
    "17 h 30 min left to decide, then it is refunded by the merchant's rule.",
  );
});

test("past its time an approval still waits where no rule decides", () => {
  const now = "2026-11-21T07:00:00.000Z";
  expect(hoursLeft({ since, dueAt, policy: "ask" }, now)).toBe("1 h over");
  expect(hoursLeft({ since, dueAt, policy: "accept" }, now)).toBe("being decided");
  expect(deadlineWords({ since, dueAt, policy: "ask" }, now)).toMatch(/still waits for somebody/);
});
