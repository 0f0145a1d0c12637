/** @typedef {{ passed: number, failed: number }} Counts */

/** vitest's JSON report; a skipped test proves nothing and counts as failed. @returns {Counts} */
export function vitestCounts(report) {
  if (!report) return { passed: 0, failed: 0 };
  const passed = report.numPassedTests;
  return { passed, failed: report.numTotalTests - passed };
}

/** Playwright's JSON report; flaky and skipped journeys count as failed. @returns {Counts} */
export function playwrightCounts(report) {
  if (!report) return { passed: 0, failed: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + skipped };
}

/** A runner that failed without a failed test (a file that does not load), or that saw no test, is one failure. */
export function judge(exitCode, { passed, failed }) {
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}
