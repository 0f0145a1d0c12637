import { expect, test } from "vitest";
import { judge, playwrightCounts, vitestCounts } from "./test-counts.mjs";

test("a skipped test counts as failed, because it proves nothing", () => {
  expect(vitestCounts({ numTotalTests: 5, numPassedTests: 3 })).toEqual({ passed: 3, failed: 2 });
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 1 };
  expect(playwrightCounts({ stats })).toEqual({ passed: 3, failed: 3 });
});

test("a stage that looked at nothing has failed", () => {
  expect(judge(0, vitestCounts(undefined))).toEqual({ passed: 0, failed: 1 });
  expect(judge(0, vitestCounts({ numTotalTests: 0, numPassedTests: 0 }))).toEqual({ passed: 0, failed: 1 });
});

test("a runner that broke without a failed test is one failure", () => {
  expect(judge(1, { passed: 7, failed: 0 })).toEqual({ passed: 7, failed: 1 });
  expect(judge(1, { passed: 7, failed: 2 })).toEqual({ passed: 7, failed: 2 });
  expect(judge(0, { passed: 7, failed: 0 })).toEqual({ passed: 7, failed: 0 });
});
