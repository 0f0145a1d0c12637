import { expect, test } from "vitest";
import type { Attention } from "../schema.ts";
import { type AlertPlan, type OpenAlert, planAlerts } from "./plan-alerts.ts";

const now = new Date("2026-11-20T12:00:00.000Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const line = (over: Partial<Attention> = {}): Attention => ({
  ...{ kind: "late_approval", merchantId: "mer_1", merchantName: "Lumen", subject: "", subjectName: null },
  ...{ since: ago(120).toISOString(), count: 1, amounts: [], facts: {} },
  ...over,
});
const alert = (over: Partial<OpenAlert> = {}): OpenAlert => ({
  ...{ id: "alr_1", line: line(), toldCount: 1, lastSeenAt: ago(1), notifiedAt: ago(120) },
  ...over,
});
const rules = { repeatHours: 24, thresholds: {} };
const said = ({ tell }: AlertPlan) =>
  Object.entries(tell).flatMap(([how, lines]) => lines.map((one) => `${how} ${one.count}`));

test.each<[string, Attention[], OpenAlert[], string[]]>([
  ["what is new is told", [line()], [], ["opened 1"]],
  ["what was told is quiet", [line()], [alert()], []],
  ["one more is quiet too", [line({ count: 2 })], [alert()], []],
  ["clearly more is told again", [line({ count: 4 })], [alert()], ["again 4"]],
  ["but not within the hour", [line({ count: 4 })], [alert({ notifiedAt: ago(59) })], []],
  ["twice of many is told again", [line({ count: 80 })], [alert({ toldCount: 40 })], ["again 80"]],
  ["after the repeat's time it is told again", [line()], [alert({ notifiedAt: ago(24 * 60) })], ["again 1"]],
  [
    "what nobody was told of yet is told",
    [line()],
    [alert({ notifiedAt: null, toldCount: 0 })],
    ["opened 1"],
  ],
  ["what is gone for a moment is not solved", [], [alert({ lastSeenAt: ago(4) })], []],
  ["what is gone is solved, once", [], [alert({ lastSeenAt: ago(5) })], ["resolved 1"]],
  ["what nobody heard of is solved in silence", [], [alert({ lastSeenAt: ago(5), notifiedAt: null })], []],
  ["another subject is another trouble", [line({ subject: "whe_2" })], [alert()], ["opened 1"]],
])("%s", (_, found, open, expected) => {
  expect(said(planAlerts(found, open, rules, now))).toEqual(expected);
});

test("a kind that nobody wants to hear of is closed in silence", () => {
  const off = { repeatHours: 24, thresholds: { late_approval: { enabled: false } } };
  const plan = planAlerts([line()], [alert()], off, now);
  expect(said(plan)).toEqual([]);
  expect(plan.resolve).toHaveLength(1);
});

test("below the threshold is as good as gone", () => {
  const high = { repeatHours: 24, thresholds: { late_approval: { count: 3 } } };
  expect(said(planAlerts([line({ count: 2 })], [], high, now))).toEqual([]);
  const open = [alert({ lastSeenAt: ago(9) })];
  expect(said(planAlerts([line({ count: 2 })], open, high, now))).toEqual(["resolved 1"]);
});
