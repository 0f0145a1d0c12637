import { describe, expect, test } from "vitest";
import type { BoardRow } from "#lib/switching/schema.ts";
import { byUrgency, merchantNeeds } from "./rules.ts";

const dark = { highest: "off", stoppedSince: null, sites: { off: 1, sandbox: 0, production: 0 } } as const;
const live = {
  highest: "production",
  stoppedSince: null,
  sites: { off: 0, sandbox: 0, production: 1 },
} as const;
const verified = { state: "verified", failingSince: null, requested: null } as const;
const missing = { state: "missing", failingSince: null, requested: null } as const;

const running: BoardRow = {
  id: "mer_1",
  name: "Lumen Labs",
  state: "active",
  integration: "partner_backend",
  observed: false,
  currency: "USD",
  timezone: "America/New_York",
  mitMode: "managed",
  activationOwner: null,
  createdAt: "2026-11-01T00:00:00.000Z",
  archived: false,
  siteCount: 1,
  credentials: { sandbox: verified, production: verified },
  channels: { cit_website: live, cit_call_center: dark, mit: dark },
};
const codes = (change: Partial<BoardRow>) =>
  merchantNeeds({ ...running, ...change }).map((need) => need.code);

describe("who needs somebody", () => {
  test("a merchant that runs needs nobody, whichever channel is on", () => {
    expect(codes({})).toEqual([]);
  });

  test("failing credentials and a kill switch are alarms and come first", () => {
    const failing = { state: "failing", failingSince: "2026-11-20T13:58:00.000Z", requested: null } as const;
    const needs = merchantNeeds({
      ...running,
      siteCount: 0,
      credentials: { sandbox: verified, production: failing },
      channels: {
        ...running.channels,
        cit_website: { ...live, stoppedSince: "2026-11-20T14:10:00.000Z" },
        mit: { ...dark, stoppedSince: "2026-11-20T14:02:00.000Z" },
      },
    });
    expect(needs.map((need) => need.code)).toEqual(["CREDENTIALS_FAILING", "STOPPED", "NO_SITE"]);
    expect(needs[0]).toMatchObject({ environment: "production", since: failing.failingSince, isAlarm: true });
    expect(needs[1]).toMatchObject({ since: "2026-11-20T14:02:00.000Z", isAlarm: true });
  });

  test("a new merchant waits for its credentials before anything else is asked of us", () => {
    expect(
      codes({ state: "onboarding", credentials: { sandbox: missing, production: missing }, siteCount: 0 }),
    ).toEqual(["CREDENTIALS_MISSING", "NO_SITE"]);
    expect(codes({ state: "onboarding" })).toEqual(["NOT_LINKED"]);
  });

  test("a merchant that could run but has nothing switched on is ours", () => {
    expect(codes({ channels: { cit_website: dark, cit_call_center: dark, mit: dark } })).toEqual([
      "NOTHING_ON",
    ]);
  });

  test("an observed merchant is not ours to set up, a closed one needs nobody", () => {
    expect(codes({ observed: true, credentials: { sandbox: missing, production: missing } })).toEqual([]);
    expect(codes({ state: "closed", siteCount: 0 })).toEqual([]);
  });

  test("alarms come before what waits, and the longest wait before the rest", () => {
    const need = (isAlarm: boolean, since: string) => ({
      code: "STOPPED" as const,
      owner: "us" as const,
      isAlarm,
      since,
    });
    const sorted = [need(false, "2026-11-02"), need(false, "2026-11-01"), need(true, "2026-11-20")].sort(
      byUrgency,
    );
    expect(sorted.map((one) => one.since)).toEqual(["2026-11-20", "2026-11-01", "2026-11-02"]);
  });

  test("orders without an answer come after alarms, also of a merchant that is archived", () => {
    const unsettled = { count: 2, since: "2026-11-20T10:00:00.000Z" };
    const stopped = { ...running.channels, mit: { ...dark, stoppedSince: "2026-11-20T09:00:00.000Z" } };
    const needs = merchantNeeds({ ...running, channels: stopped }, { unsettled });
    expect(needs.map(({ code }) => code)).toEqual(["STOPPED", "UNSETTLED"]);
    expect(needs[1]).toMatchObject({ owner: "us", count: 2, since: unsettled.since });
    expect(merchantNeeds({ ...running, archived: true }, { unsettled })).toHaveLength(1);
  });

  test("an order without an answer does not hide that nothing is switched on", () => {
    const off = { cit_website: dark, cit_call_center: dark, mit: dark };
    const unsettled = { count: 1, since: "2026-11-20T10:00:00.000Z" };
    const needs = merchantNeeds({ ...running, channels: off }, { unsettled });
    expect(needs.map(({ code }) => code)).toEqual(["UNSETTLED", "NOTHING_ON"]);
  });
});
