import { describe, expect, test } from "vitest";
import type { PostResult } from "#lib/kit/guarded-http.ts";
import {
  ATTEMPTS_MAX,
  eventBody,
  nextTryMs,
  resentBody,
  retryAfterMs,
  signingSecrets,
  verdictOf,
  wantsEvent,
} from "./rules.ts";

const NOW = new Date("2026-11-20T14:30:00.441Z");
const HOUR_MS = 60 * 60_000;

describe("the series of attempts", () => {
  const series = (random: number) =>
    Array.from({ length: ATTEMPTS_MAX - 1 }, (_, failed) => nextTryMs(failed + 1, random)!);

  test("has ten attempts over 75 hours at least, with jitter that only lengthens it", () => {
    const sum = (pauses: number[]) => pauses.reduce((all, pause) => all + pause, 0) / HOUR_MS;
    expect(ATTEMPTS_MAX).toBe(10);
    expect(sum(series(0))).toBeGreaterThanOrEqual(75);
    expect(sum(series(1))).toBeCloseTo(sum(series(0)) * 1.1, 3);
    expect(series(0).every((pause, index, all) => index === 0 || pause > all[index - 1]!)).toBe(true);
    expect(nextTryMs(ATTEMPTS_MAX, 0)).toBeNull();
  });

  test("waits longer where the receiver says so, by a day at most, and never shorter", () => {
    expect(nextTryMs(1, 0, HOUR_MS)).toBe(HOUR_MS);
    expect(nextTryMs(1, 0, 1)).toBe(30_000);
    expect(nextTryMs(1, 0, 400 * HOUR_MS)).toBe(24 * HOUR_MS);
    const cases: [string | undefined, number][] = [
      ["120", 120_000],
      ["Fri, 20 Nov 2026 14:31:00 GMT", 59_559],
      ["Fri, 20 Nov 2020 14:31:00 GMT", 0],
      ["soon", 0],
      ["-5", 0],
      ["", 0],
      [undefined, 0],
    ];
    for (const [value, ms] of cases) expect([value, retryAfterMs(value, NOW)]).toEqual([value, ms]);
  });
});

test("an end is a receipt for a 2xx and nothing else", () => {
  const answer = (status: number, headers = {}): PostResult => ({
    ...{ kind: "answer", status, headers, body: Buffer.alloc(0), address: "8.8.8.8", ms: 5 },
  });
  const failed = (cause: "TIMEOUT" | "NOT_HTTPS" | "ADDRESS_NOT_PUBLIC"): PostResult => ({
    ...{ kind: "failed", cause, address: null, ms: 5 },
  });
  const cases: [PostResult, boolean, string | null][] = [
    [answer(200), true, null],
    [answer(204), true, null],
    [answer(299), true, null],
    [answer(302), false, "REDIRECT"],
    [answer(304), false, "REDIRECT"],
    [answer(404), false, "STATUS"],
    [answer(500), false, "STATUS"],
    [failed("TIMEOUT"), false, "TIMEOUT"],
    [failed("ADDRESS_NOT_PUBLIC"), false, "ADDRESS_NOT_PUBLIC"],
    [failed("NOT_HTTPS"), false, "URL_REFUSED"],
  ];
  for (const [result, isDelivered, error] of cases)
    expect(verdictOf(result, NOW)).toMatchObject({ isDelivered, error, isGone: false });
  expect(verdictOf(answer(410), NOW)).toMatchObject({ isDelivered: false, error: "STATUS", isGone: true });
  expect(verdictOf(answer(429, { "retry-after": "9" }), NOW).retryAfterMs).toBe(9_000);
  expect(verdictOf(answer(500, { "retry-after": "9" }), NOW).retryAfterMs).toBe(0);
});

test("a filter lets through what it names and what begins as its wildcard says; an empty one everything", () => {
  expect(wantsEvent([], "order.brandnew")).toBe(true);
  expect(wantsEvent(["order.completed"], "order.completed")).toBe(true);
  expect(wantsEvent(["order.completed"], "order.completed.twice")).toBe(false);
  expect(wantsEvent(["challenge.*"], "challenge.passed")).toBe(true);
  expect(wantsEvent(["challenge.*"], "challenges.passed")).toBe(false);
});

describe("an event's body", () => {
  const told = { event: "order.completed", at: NOW, externalOrderId: "LL-1", sessionKey: "7d0c" };

  test("is FlexCharge's: names, order and fraction of the time", () => {
    expect(eventBody({ ...told, environment: "production", confirmationId: "91C40E7A" })).toBe(
      '{"Event":"order.completed","TimeStamp":"2026-11-20T14:30:00.4410000Z","EventData":null,' +
        '"ExternalOrderId":"LL-1","OrderId":"7d0c","ConfirmationId":"91C40E7A","IsTestMode":false,"IsResent":false}',
    );
    expect(JSON.parse(eventBody({ ...told, environment: "sandbox" })).IsTestMode).toBe(true);
  });

  test("says on a repeat that it is one, and changes in no other byte", () => {
    const body = eventBody({ ...told, externalOrderId: 'x"IsResent":false', environment: "production" });
    const again = resentBody(body);
    expect(JSON.parse(again)).toEqual({ ...JSON.parse(body), IsResent: true });
    expect(resentBody(again)).toBe(again);
    for (const foreign of ["{}", "not json", '{ "IsResent" : "no" }', ""])
      expect(resentBody(foreign)).toBe(foreign);
    expect(resentBody('{ "IsResent" :  false }')).toBe('{ "IsResent" :  true }');
  });
});

describe("the secrets that sign", () => {
  const at = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS);
  const versions = (rows: [version: number, leadsIn: number, endsIn: number | null][]) => {
    const found = signingSecrets(
      rows.map(([version, leads, ends]) => ({
        version,
        leadsFrom: at(leads),
        expiresAt: ends === null ? null : at(ends),
      })),
      NOW,
    );
    return found && [found.leader.version, found.valid.map(({ version }) => version)];
  };

  test("are all valid ones for the one header and the leader for the other", () => {
    expect(versions([[1, -99, null]])).toEqual([1, [1]]);
    expect(
      versions([
        [1, -99, 20],
        [2, 20, null],
      ]),
    ).toEqual([1, [2, 1]]);
    expect(
      versions([
        [1, -99, 20],
        [2, -1, null],
      ]),
    ).toEqual([2, [2, 1]]);
    expect(
      versions([
        [1, -99, 0],
        [2, 0, null],
      ]),
    ).toEqual([2, [2]]);
    expect(
      versions([
        [1, -99, 5],
        [2, 5, 24],
        [3, 24, null],
      ]),
    ).toEqual([1, [3, 2, 1]]);
    expect(
      versions([
        [1, -99, 0],
        [2, 5, null],
      ]),
    ).toEqual([2, [2]]);
    expect(versions([[1, -99, -1]])).toBeNull();
  });
});
