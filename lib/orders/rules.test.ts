import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ATTEMPT_STATES, type AttemptState } from "#lib/terms.ts";
import {
  allowedActions,
  declineDate,
  expiryOf,
  isReturned,
  moneyOf,
  nextState,
  ORDER_STATUS_NAMES,
  orderStanding,
  orderStatusName,
  orderStatusNumber,
  RANKS,
  reportClass,
  showingAttempt,
  stateOfWireStatus,
  statesOfStatusNumber,
  wireStatus,
} from "./rules.ts";

/** product.md §7, row by row: rank, wire status, number and name, reports. */
const TABLE: Record<AttemptState, [number, string, number, string, string]> = {
  not_sent: [9, "DECLINED", 2, "CANCELLED", "not_evaluated"],
  unknown: [1, "DECLINED", 4, "PROCESSING", "open"],
  submitted: [2, "SUBMITTED", 4, "PROCESSING", "open"],
  challenge: [3, "CHALLENGE", 1, "ONHOLD", "lost"],
  capture_required: [4, "CAPTUREREQUIRED", 5, "CAPTUREREQUIRED", "open"],
  late_approval: [4, "DECLINED", 4, "PROCESSING", "open"],
  approved: [9, "APPROVED", 7, "COMPLETED", "rescued"],
  declined: [9, "DECLINED", 2, "CANCELLED", "lost"],
  cancelled: [9, "CANCELLED", 2, "CANCELLED", "lost"],
  expired: [9, "EXPIRED", 2, "CANCELLED", "lost"],
};
const FINAL = ["not_sent", "approved", "declined", "cancelled", "expired"];

/** To whom each state may go; every other jump changes nothing. */
const FORWARD: Record<AttemptState, AttemptState[]> = {
  unknown: ATTEMPT_STATES.filter((state) => state !== "unknown"),
  submitted: ["challenge", "capture_required", "late_approval", ...(FINAL as AttemptState[])],
  challenge: ["capture_required", "late_approval", ...(FINAL as AttemptState[])],
  capture_required: FINAL as AttemptState[],
  late_approval: FINAL as AttemptState[],
  not_sent: [],
  approved: [],
  declined: [],
  cancelled: [],
  expired: [],
};

describe("the state of an attempt", () => {
  for (const from of ATTEMPT_STATES) {
    for (const to of ATTEMPT_STATES) {
      const goes = FORWARD[from].includes(to);
      test(`${from} told ${to}: ${goes ? "goes there" : "stays"}`, () => {
        const flagged = !goes && from !== to && FINAL.includes(from) && FINAL.includes(to);
        expect(nextState(from, to)).toEqual({ state: goes ? to : from, changed: goes, flagged });
      });
    }
  }

  test("no order of notices ever takes it backwards", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ATTEMPT_STATES), { maxLength: 12 }), (told) => {
        let state: AttemptState = "unknown";
        for (const each of told) {
          const next = nextState(state, each);
          expect(RANKS[next.state]).toBeGreaterThanOrEqual(RANKS[state]);
          state = next.state;
        }
      }),
    );
  });

  test("has the rank, the words and the place in reports that the product names", () => {
    for (const state of ATTEMPT_STATES) {
      const told = [
        RANKS[state],
        wireStatus(state),
        orderStatusNumber(state),
        orderStatusName(state),
        reportClass(state),
      ];
      expect(told, state).toEqual(TABLE[state]);
    }
  });

  test("is read from FlexCharge's word in any case, and from no other word", () => {
    expect(stateOfWireStatus("Approved")).toBe("approved");
    expect(stateOfWireStatus("PROCESSING")).toBe("submitted");
    expect(stateOfWireStatus("MAYBE")).toBeNull();
    expect(stateOfWireStatus("constructor")).toBeNull();
  });

  test("belongs to exactly one status number", () => {
    const numbers = Object.keys(ORDER_STATUS_NAMES).map(Number) as (keyof typeof ORDER_STATUS_NAMES)[];
    expect(numbers.flatMap(statesOfStatusNumber).sort()).toEqual([...ATTEMPT_STATES].sort());
  });
});

describe("an order that comes again", () => {
  const tried = (...states: AttemptState[]) => states.map((state, index) => ({ number: index + 1, state }));
  const cases: [AttemptState[], string, number | null, number | null][] = [
    // attempts, may it be sent?, which attempt speaks for it, which one the order shows
    [[], "new", null, null],
    [["declined"], "finished", null, 1],
    [["challenge"], "finished", null, 1],
    [["expired"], "finished", null, 1],
    [["cancelled"], "finished", null, 1],
    [["not_sent"], "finished", null, 1],
    [["approved"], "stands", 1, 1],
    [["submitted"], "stands", 1, 1],
    [["capture_required"], "stands", 1, 1],
    [["late_approval"], "stands", 1, 1],
    [["unknown"], "unsettled", 1, 1],
    [["declined", "approved"], "stands", 2, 2],
    [["approved", "not_sent"], "stands", 1, 1],
    [["unknown", "not_sent"], "unsettled", 1, 1],
    [["late_approval", "not_sent"], "stands", 1, 1],
    [["declined", "not_sent"], "finished", null, 2],
    [["not_sent", "declined"], "finished", null, 2],
  ];
  for (const [states, kind, speaks, shows] of cases) {
    test(`after ${states.join(", ") || "nothing"}: ${kind}`, () => {
      const standing = orderStanding(tried(...states));
      expect(standing.kind).toBe(kind);
      expect("attempt" in standing ? standing.attempt.number : null).toBe(speaks);
      if (shows !== null) expect(showingAttempt(tried(...states)).number).toBe(shows);
    });
  }
});

describe("the first decline date", () => {
  const receivedAt = new Date("2026-11-20T12:00:00Z");
  const cases: [string, string | null, boolean][] = [
    ["an hour earlier", "2026-11-20T11:00:00Z", true],
    ["exactly 30 days earlier", "2026-10-21T12:00:00Z", true],
    ["a second more than 30 days earlier", "2026-10-21T11:59:59Z", false],
    ["five minutes ahead", "2026-11-20T12:05:00Z", true],
    ["a second more ahead", "2026-11-20T12:05:01Z", false],
    ["not said", null, false],
  ];
  for (const [when, given, kept] of cases) {
    test(`${when}: ${kept ? "the checkout's own" : "the receipt, marked"}`, () => {
      const at = given ? new Date(given) : null;
      expect(declineDate(at, receivedAt)).toEqual({ at: kept ? at : receivedAt, given: kept });
    });
  }
});

test("only a managed rebill has an expiry: its own, or 21 days", () => {
  const receivedAt = new Date("2026-11-20T12:00:00Z");
  const given = new Date("2026-12-24T00:00:00Z");
  expect(expiryOf({ isMit: true, given, receivedAt }, "managed")).toEqual(given);
  expect(expiryOf({ isMit: true, given: null, receivedAt }, "managed")).toEqual(
    new Date("2026-12-11T12:00:00Z"),
  );
  expect(expiryOf({ isMit: true, given, receivedAt }, "sync")).toBeNull();
  expect(expiryOf({ isMit: false, given, receivedAt }, "managed")).toBeNull();
});

describe("what may be done with an order", () => {
  const ALLOWED: Record<AttemptState, string> = {
    not_sent: "",
    unknown: "settle cancel",
    submitted: "cancel",
    challenge: "",
    capture_required: "capture cancel",
    late_approval: "accept refund",
    approved: "refund",
    declined: "",
    cancelled: "",
    expired: "",
  };
  for (const state of ATTEMPT_STATES) {
    test(`${state}: ${ALLOWED[state] || "nothing"}`, () => {
      expect(allowedActions({ state, channel: "mit" }).join(" ")).toBe(ALLOWED[state]);
      const cit = state === "submitted" ? "" : ALLOWED[state];
      for (const channel of ["cit_website", "cit_call_center"] as const) {
        expect(allowedActions({ state, channel }).join(" ")).toBe(cit);
      }
    });
  }
});

describe("the money of an order", () => {
  const refund = (state: Parameters<typeof moneyOf>[1][number]["state"], amountMinor: number) => ({
    state,
    amountMinor,
  });

  test("what is not known to be paid back counts as if it were; what failed does not", () => {
    const refunds = [
      refund("confirmed", 100),
      refund("external", 50),
      refund("unconfirmed", 30),
      refund("requested", 20),
      refund("failed", 900),
    ];
    expect(moneyOf({ state: "approved", amountMinor: 1000 }, refunds)).toEqual({
      approvedMinor: 1000,
      refundedMinor: 150,
      openMinor: 50,
      remainingMinor: 800,
    });
  });

  test("only an approval leaves something to refund, and never less than nothing", () => {
    for (const state of ATTEMPT_STATES) {
      const { remainingMinor } = moneyOf({ state, amountMinor: 700 }, []);
      expect(remainingMinor).toBe(state === "approved" || state === "late_approval" ? 700 : 0);
    }
    const portal = [refund("confirmed", 700), refund("external", 100)];
    expect(moneyOf({ state: "approved", amountMinor: 700 }, portal).remainingMinor).toBe(0);
  });

  test("an approved order that is paid back as a whole is RETURNED on the wire", () => {
    expect(isReturned({ state: "approved", amountMinor: 700, refundedMinor: 700 })).toBe(true);
    expect(isReturned({ state: "approved", amountMinor: 700, refundedMinor: 699 })).toBe(false);
    expect(isReturned({ state: "cancelled", amountMinor: 700, refundedMinor: 700 })).toBe(false);
    expect([orderStatusNumber("returned"), orderStatusName("returned")]).toEqual([6, "RETURNED"]);
  });
});
