import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttemptState } from "#lib/terms.ts";
import { nextState } from "../rules.ts";
import { reconcileRefunds } from "./reconcile-refunds.ts";
import { backOffMs, type Settlement, settlementOf } from "./settlement-rule.ts";

const found = (status: number) => ({ kind: "found" as const, status });
const NOT_KNOWN = { kind: "not_known" as const };
const SOON = { sinceBegunMs: 20_000 };
const LATER = { sinceBegunMs: 61_000 };
const NEXT_DAY = { sinceBegunMs: 25 * 3_600_000 };

const cit = { state: "unknown" as AttemptState, isMit: false, pending: null };
const mit = { ...cit, isMit: true };
const move = (to: AttemptState, how: string) => ({ do: "move", to, how }) as Settlement;
const wait = (why: string): Settlement => ({ do: "wait", why });

describe("an evaluate without an answer", () => {
  const rows: [
    string,
    Parameters<typeof settlementOf>[0],
    Parameters<typeof settlementOf>[1],
    typeof SOON,
    Settlement,
  ][] = [
    [
      "a shop order that was approved came too late",
      cit,
      found(7),
      SOON,
      move("late_approval", "approved_late"),
    ],
    ["an authorised shop order is cancelled in time", cit, found(5), SOON, { do: "cancel" }],
    ["a declined shop order is declined", cit, found(2), SOON, move("declined", "found")],
    ["a challenged shop order is challenged", cit, found(1), SOON, move("challenge", "found")],
    ["a shop order in work is looked at again", cit, found(4), SOON, wait("IN_WORK_THERE")],
    [
      "a shop order that was paid back there is over",
      cit,
      found(6),
      SOON,
      move("cancelled", "returned_there"),
    ],
    [
      "a charged back shop order was approved too late",
      cit,
      found(8),
      SOON,
      move("late_approval", "approved_late"),
    ],
    ["a problem there is no result", cit, found(3), SOON, wait("PROBLEM_THERE")],
    [
      "a shop order that may still be on its way is not declined yet",
      cit,
      NOT_KNOWN,
      SOON,
      wait("NOT_KNOWN_YET"),
    ],
    [
      "a shop order that never came there is declined",
      cit,
      NOT_KNOWN,
      LATER,
      move("declined", "not_known_there"),
    ],
    ["a good rebill stays", mit, found(7), SOON, move("approved", "found")],
    ["a rebill in work is submitted", mit, found(4), SOON, move("submitted", "found")],
    ["a rebill that is a draft is submitted", mit, found(0), SOON, move("submitted", "found")],
    ["an authorised rebill waits for its capture", mit, found(5), SOON, move("capture_required", "found")],
    ["a declined rebill is declined", mit, found(2), SOON, move("declined", "found")],
    ["a rebill that may still be on its way is not sent twice", mit, NOT_KNOWN, SOON, wait("NOT_KNOWN_YET")],
    ["a rebill that never came there is sent again", mit, NOT_KNOWN, LATER, { do: "send_again" }],
    ["after a day a rebill is not sent again", mit, NOT_KNOWN, NEXT_DAY, move("declined", "not_known_there")],
  ];
  for (const [name, asked, finding, age, expected] of rows) {
    test(name, () => expect(settlementOf(asked, finding, age)).toEqual(expected));
  }

  test("a rebill that somebody cancelled meanwhile is stopped, and never sent again", () => {
    const cancelled = { ...mit, pending: "cancel" as const };
    expect(settlementOf(cancelled, found(4), SOON)).toEqual({ do: "cancel" });
    expect(settlementOf(cancelled, found(2), SOON)).toEqual(move("cancelled", "found"));
    expect(settlementOf(cancelled, NOT_KNOWN, LATER)).toEqual(move("cancelled", "not_known_there"));
  });
});

describe("a capture or cancel without an answer", () => {
  const capture = { state: "capture_required" as const, isMit: false, pending: "capture" as const };
  const cancel = { state: "submitted" as const, isMit: true, pending: "cancel" as const };
  test("the order tells whether it was captured", () => {
    expect(settlementOf(capture, found(7), SOON)).toEqual(move("approved", "found"));
    expect(settlementOf(capture, found(5), SOON)).toEqual({ do: "give_up", why: "NOT_CAPTURED_THERE" });
    expect(settlementOf(capture, found(2), SOON)).toEqual(move("cancelled", "found"));
    expect(settlementOf(capture, NOT_KNOWN, NEXT_DAY)).toEqual(wait("NOT_FOUND_THERE"));
  });
  test("a cancel is carried out until the order is over", () => {
    expect(settlementOf(cancel, found(4), SOON)).toEqual({ do: "cancel" });
    expect(settlementOf(cancel, found(2), SOON)).toEqual(move("cancelled", "found"));
    expect(settlementOf(cancel, found(7), SOON)).toEqual(move("approved", "found"));
  });
});

test("no settlement ever takes an attempt backwards, whatever FlexCharge says", () => {
  const asked = fc.record({
    state: fc.constantFrom<AttemptState>("unknown", "submitted", "capture_required"),
    isMit: fc.boolean(),
    pending: fc.constantFrom("capture" as const, "cancel" as const, null),
  });
  const finding = fc.oneof(fc.constant(NOT_KNOWN), fc.integer({ min: -1, max: 12 }).map(found));
  fc.assert(
    fc.property(asked, finding, fc.integer({ min: 0, max: 10 ** 9 }), (each, said, sinceBegunMs) => {
      if (each.state !== "unknown" && each.pending === null) return;
      const settlement = settlementOf(each, said, { sinceBegunMs });
      if (settlement.do === "move") expect(nextState(each.state, settlement.to).changed).toBe(true);
      if (settlement.do === "send_again") expect([each.isMit, said.kind]).toEqual([true, "not_known"]);
    }),
  );
});

test("between two looks never pass more than five minutes", () => {
  for (const tries of [0, 1, 5, 1_000]) {
    for (const ageMs of [0, 10 ** 6, 10 ** 10]) expect(backOffMs(tries, ageMs) * 1.2).toBeLessThan(300_000);
  }
});

describe("refunds without a certain answer", () => {
  const refund = (
    state: "confirmed" | "unconfirmed" | "requested" | "external" | "failed",
    amountMinor: number,
  ) => ({
    state,
    amountMinor,
  });
  const states = (rows: ReturnType<typeof refund>[], paid: number) =>
    reconcileRefunds(rows, paid).map(({ refund: { amountMinor }, state }) => [amountMinor, state]);
  test("nothing was paid, all was paid, or the equal ones that were paid", () => {
    const rows = [
      refund("confirmed", 500),
      refund("failed", 900),
      refund("unconfirmed", 300),
      refund("requested", 300),
    ];
    expect(states(rows, 500)).toEqual([
      [300, "failed"],
      [300, "failed"],
    ]);
    expect(states(rows, 1100)).toEqual([
      [300, "confirmed"],
      [300, "confirmed"],
    ]);
    expect(states(rows, 800)).toEqual([
      [300, "confirmed"],
      [300, "failed"],
    ]);
  });
  test("nothing is guessed where several readings are possible", () => {
    const rows = [refund("unconfirmed", 300), refund("unconfirmed", 400)];
    expect(states(rows, 300)).toEqual([]);
    expect(states([refund("confirmed", 500), refund("unconfirmed", 100)], 400)).toEqual([]);
  });
});
