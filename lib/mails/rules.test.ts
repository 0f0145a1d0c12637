import { expect, test } from "vitest";
import { messageId, nextTryAt, withoutKeys } from "./rules.ts";

const start = new Date("2026-11-20T10:00:00Z");

test("a mail that cannot be sent is tried ever more rarely, for a day and no longer", () => {
  let now = start;
  let tries = 1;
  const pauses: number[] = [];
  for (let next = nextTryAt(start, tries, now); next; next = nextTryAt(start, tries, now)) {
    pauses.push((next.getTime() - now.getTime()) / 60_000);
    now = next;
    tries += 1;
  }
  expect(pauses.slice(0, 7)).toEqual([1, 2, 5, 15, 30, 60, 60]);
  expect(now.getTime() - start.getTime()).toBeGreaterThan(23 * 3_600_000);
  expect(now.getTime() - start.getTime()).toBeLessThanOrEqual(24 * 3_600_000);
});

test("a mail keeps its Message-ID, in the sender's own domain", () => {
  expect(messageId("mail_1", "Switchboard <sb@northgate.example>")).toBe("<mail_1@northgate.example>");
  expect(messageId("mail_1", "sb@northgate.example")).toBe("<mail_1@northgate.example>");
});

test("a mail that has left keeps no key of its links", () => {
  const body = "Choose it here:\n\nhttps://console.example/invitation/aB3-_x9\n\nThe link works once.";
  expect(withoutKeys(body)).toBe(
    "Choose it here:\n\nhttps://console.example/invitation/…\n\nThe link works once.",
  );
});
