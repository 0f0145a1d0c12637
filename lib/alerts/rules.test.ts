import { describe, expect, test } from "vitest";
import { ALERT_KINDS, type AlertKind } from "#lib/terms.ts";
import {
  attentionHref,
  attentionWords,
  byAttention,
  isAlarm,
  isReached,
  isSilent,
  moneyOf,
  thresholdOf,
} from "./rules.ts";
import type { Attention } from "./schema.ts";

const HOUR_MS = 3_600_000;
const line = (kind: AlertKind, over: Partial<Attention> = {}): Attention => ({
  ...{ kind, merchantId: "mer_1", merchantName: "Lumen Labs", subject: "", subjectName: null },
  ...{ since: "2026-11-20T10:00:00.000Z", count: 1, amounts: [], facts: {} },
  ...over,
});
const usd = [{ currency: "USD", amountMinor: 24_700 }];

describe("the words of a line", () => {
  const cases: [Attention, string, string, string][] = [
    [
      line("late_approval", { count: 3, amounts: usd }),
      "3 late approvals need a decision",
      "247.00 USD approved after the checkout had given up",
      "/production/m/mer_1/orders?view=late-approvals&period=all",
    ],
    [
      line("transmits_stuck", { count: 1, facts: { dead: 1, waiting: 0 } }),
      "1 copy did not reach FlexCharge",
      "1 is not tried again until somebody looks at the cause",
      "/production/m/mer_1/developers/transmits?state=dead",
    ],
    [
      line("transmits_stuck", { count: 1204, facts: { dead: 4, waiting: 1200 } }),
      "1,204 copies did not reach FlexCharge",
      "4 are not tried again until somebody looks at the cause, 1,200 are tried again",
      "/production/m/mer_1/developers/transmits",
    ],
    [
      line("endpoint_failing", {
        ...{ subject: "whe_1", subjectName: "hooks.example", count: 42 },
        facts: { isFailing: true, waiting: 42, dead: 0 },
      }),
      "Webhooks to hooks.example fail",
      "42 events wait",
      "/production/m/mer_1/developers/webhooks?endpoint=whe_1",
    ],
    [
      line("endpoint_failing", {
        subjectName: "hooks.example",
        facts: { isDisabled: true, waiting: 1, dead: 2 },
      }),
      "Webhooks to hooks.example are switched off",
      "It failed for days, 1 event waits, 2 were given up",
      "/production/m/mer_1/developers/webhooks?endpoint=",
    ],
    [
      line("endpoint_failing", { subjectName: "hooks.example", facts: { dead: 1, waiting: 0 } }),
      "1 webhook never arrived at hooks.example",
      "1 was given up",
      "/production/m/mer_1/developers/webhooks/dead",
    ],
    [
      line("mit_near_expiry", { count: 2, amounts: [...usd, { currency: "JPY", amountMinor: 900 }] }),
      "2 rebills expire within 3 days",
      "247.00 USD and 900 JPY without an outcome yet",
      "/production/m/mer_1/orders?status=submitted&channel=mit&expiring=3&period=all",
    ],
    [
      line("credentials_failing", { facts: { status: 401 } }),
      "Production credentials stopped working",
      "FlexCharge refuses them with 401, so live orders are not sent",
      "/production/m/mer_1/developers/credentials",
    ],
    [
      line("site_silent", { subject: "site_1", subjectName: "shop.example", facts: { usualGapMinutes: 95 } }),
      "shop.example sends no orders any more",
      "In the week before, its longest pause was 1 h 35 min",
      "/production/m/mer_1/orders?site=site_1&period=30d",
    ],
    [
      line("worker_silent", { merchantId: "partner", subject: "transmits" }),
      "The worker stands still",
      "Copies are kept, nobody sends them",
      "/production/developers/transmits",
    ],
  ];
  test.each(cases)("%# say what is wrong, why, and lead there", (of, what, why, href) => {
    expect(attentionWords(of, "production")).toMatchObject({ what, why });
    expect(attentionHref(of, "production")).toBe(href);
  });

  test("every kind has a sentence, a reason and one thing to do", () => {
    for (const kind of ALERT_KINDS) {
      const words = attentionWords(
        line(kind, { subjectName: "x", amounts: usd, facts: { dead: 1, waiting: 1 } }),
        "sandbox",
      );
      for (const text of Object.values(words)) expect(text).toMatch(/^[\p{Lu}\dx].*[^.]$/u);
    }
  });

  test("amounts of several currencies are never added", () => {
    expect(moneyOf([...usd, ...usd])).toBe("247.00 USD and 247.00 USD");
  });
});

describe("what comes first", () => {
  test("alarms before the rest, then what has lasted longest", () => {
    const lines = [
      line("late_approval", { since: "2026-11-01T00:00:00.000Z" }),
      line("credentials_failing", { since: "2026-11-20T00:00:00.000Z" }),
      line("endpoint_failing", { facts: { dead: 1 }, since: "2026-11-02T00:00:00.000Z" }),
      line("endpoint_failing", { facts: { isFailing: true }, since: "2026-11-19T00:00:00.000Z" }),
    ];
    expect(lines.sort(byAttention).map(isAlarm)).toEqual([true, true, false, false]);
    expect(lines.map((each) => each.since.slice(8, 10))).toEqual(["19", "20", "01", "02"]);
  });
});

describe("a message goes out", () => {
  const now = new Date("2026-11-20T10:10:00.000Z");
  test.each([
    ["late_approval", {}, {}, true],
    ["late_approval", {}, { enabled: false }, false],
    ["late_approval", {}, { count: 2 }, false],
    ["late_approval", { count: 2 }, { count: 2 }, true],
    ["endpoint_failing", {}, {}, false],
    ["endpoint_failing", { since: "2026-11-20T09:55:00.000Z" }, {}, true],
    ["endpoint_failing", {}, { minutes: 10 }, true],
    ["notices_rejected", { count: 9 }, {}, false],
    ["notices_rejected", { count: 10 }, {}, true],
  ] as const)("%s %o with %o: %s", (kind, over, set, expected) => {
    expect(isReached(line(kind, over), thresholdOf(kind, set), now)).toBe(expected);
  });
});

describe("a website is silent", () => {
  const cases: [string, Parameters<typeof isSilent>[0], boolean][] = [
    ["never at the first look", { days: 6, longestGapMs: HOUR_MS, quietMs: 99 * HOUR_MS }, false],
    ["not within its usual pause", { days: 7, longestGapMs: 8 * HOUR_MS, quietMs: 12 * HOUR_MS }, false],
    [
      "when it pauses half as long again",
      { days: 7, longestGapMs: 8 * HOUR_MS, quietMs: 12.1 * HOUR_MS },
      true,
    ],
    ["never under an hour", { days: 7, longestGapMs: 60_000, quietMs: HOUR_MS }, false],
    [
      "after an hour, where minutes are usual",
      { days: 7, longestGapMs: 60_000, quietMs: 1.1 * HOUR_MS },
      true,
    ],
  ];
  test.each(cases)("%s", (_, seen, expected) => {
    expect(isSilent(seen)).toBe(expected);
  });
});
