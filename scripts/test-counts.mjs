/** @typedef {{ passed: number, failed: number, broken?: string[] }} Counts `broken` names what failed */

/** vitest's JSON report; a skipped test proves nothing and counts as failed. @returns {Counts} */
export function vitestCounts(report) {
  if (!report) return { passed: 0, failed: 0 };
  const passed = report.numPassedTests;
  const broken = (report.testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== "passed")
      .map(({ fullName, failureMessages }) => `${name} › ${fullName}: ${firstLine(failureMessages?.[0])}`),
  );
  return { passed, failed: report.numTotalTests - passed, broken };
}

/** Playwright's JSON report; flaky and skipped journeys count as failed. @returns {Counts} */
export function playwrightCounts(report) {
  if (!report) return { passed: 0, failed: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  const broken = (report.suites ?? []).flatMap((suite) => brokenSpecs(suite));
  return { passed: expected, failed: unexpected + flaky + skipped, broken };
}

function brokenSpecs({ specs = [], suites = [] }) {
  const own = specs
    .filter(({ tests }) => tests.some(({ status }) => status !== "expected"))
    .map(({ file, title, tests }) => {
      const message = tests.flatMap(({ results }) => results).find(({ error }) => error)?.error.message;
      return `${file} › ${title}: ${firstLine(message)}`;
    });
  return [...own, ...suites.flatMap((suite) => brokenSpecs(suite))];
}

const firstLine = (message) => (message ?? "did not run").split("\n", 1)[0];

/** A runner that failed without a failed test (a file that does not load), or that saw no test, is one failure. */
export function judge(exitCode, { passed, failed, broken = [] }) {
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed, broken };
}
