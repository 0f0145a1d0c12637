import { expect, test } from "vitest";
import { judge, playwrightCounts, vitestCounts } from "./test-counts.mjs";

test("a skipped test counts as failed, because it proves nothing", () => {
  expect(vitestCounts({ numTotalTests: 5, numPassedTests: 3 })).toMatchObject({ passed: 3, failed: 2 });
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 1 };
  expect(playwrightCounts({ stats })).toMatchObject({ passed: 3, failed: 3 });
});

test("a stage that looked at nothing has failed", () => {
  expect(judge(0, vitestCounts(undefined))).toMatchObject({ passed: 0, failed: 1 });
  expect(judge(0, vitestCounts({ numTotalTests: 0, numPassedTests: 0 }))).toMatchObject({
    passed: 0,
    failed: 1,
  });
});

test("a runner that broke without a failed test is one failure", () => {
  expect(judge(1, { passed: 7, failed: 0 })).toMatchObject({ passed: 7, failed: 1 });
  expect(judge(1, { passed: 7, failed: 2 })).toMatchObject({ passed: 7, failed: 2 });
  expect(judge(0, { passed: 7, failed: 0 })).toMatchObject({ passed: 7, failed: 0 });
});

test("what failed is named with its first cause, so that the end of a long log is enough", () => {
  const assertionResults = [
    { status: "passed", fullName: "holds", failureMessages: [] },
    { status: "failed", fullName: "breaks", failureMessages: ["Error: 1 is not 2\n  at a.test.ts"] },
    { status: "pending", fullName: "waits", failureMessages: [] },
  ];
  const unit = {
    numTotalTests: 3,
    numPassedTests: 1,
    testResults: [{ name: "a.test.ts", assertionResults }],
  };
  expect(vitestCounts(unit).broken).toEqual([
    "a.test.ts › breaks: Error: 1 is not 2",
    "a.test.ts › waits: did not run",
  ]);

  const spec = (status, message) => ({
    ...{ file: "b.spec.ts", title: status },
    tests: [{ status, results: [{ error: message && { message } }] }],
  });
  const suites = [{ suites: [{ specs: [spec("expected"), spec("unexpected", "Error: gone\nat b")] }] }];
  const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 0 };
  expect(judge(1, playwrightCounts({ stats, suites })).broken).toEqual([
    "b.spec.ts › unexpected: Error: gone",
  ]);
});
