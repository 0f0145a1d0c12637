// `npm test`: check → unit and integration → build → e2e, from a fresh clone. `npm test -- unit e2e` runs some.
// The last line is "N passed, N failed" and sums all; a stage that looked at nothing has failed.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildWhenStale } from "./build.mjs";
import { runChecks } from "./check.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureInstalled } from "./install.mjs";
import { runOnNode24 } from "./node24.mjs";
import { judge, playwrightCounts, vitestCounts } from "./test-counts.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

const STAGES = {
  check: () => runChecks(),
  unit: async (reportDir) => {
    const report = path.join(reportDir, "vitest.json");
    const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await runNode(["node_modules/vitest/vitest.mjs", ...args]);
    return judge(code, vitestCounts(readReport(report)));
  },
  build: async () => {
    const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    await buildWhenStale(root, async () => {
      const code = await runNode(["node_modules/next/dist/bin/next", "build"], env);
      if (code !== 0) throw new Error(`next build failed (exit ${code}).`);
    });
    return { passed: 1, failed: 0 };
  },
  e2e: async (reportDir) => {
    const report = path.join(reportDir, "playwright.json");
    const env = { CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: report };
    const code = await runNode(["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"], env);
    return judge(code, playwrightCounts(readReport(report)));
  },
};

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !STAGES[name]);
  if (unknown) throw new Error(`No stage "${unknown}": one of ${Object.keys(STAGES).join(", ")}.`);
  ensureInstalled(root);
  await runOnNode24(root);

  const reportDir = fs.mkdtempSync(path.join(os.tmpdir(), "switchboard-report-"));
  const total = { passed: 0, failed: 0, broken: [] };
  const summary = [];
  for (const [name, stage] of Object.entries(STAGES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n── ${name} ──`);
    const began = Date.now();
    const {
      passed,
      failed,
      broken = [],
    } = await stage(reportDir).catch((error) => {
      console.error(error.message);
      return { passed: 0, failed: 1 };
    });
    total.passed += passed;
    total.failed += failed;
    total.broken.push(...broken);
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    summary.push(`  ${name.padEnd(6)} ${passed} passed, ${failed} failed (${seconds} s)`);
  }
  fs.rmSync(reportDir, { recursive: true, force: true });
  for (const line of total.broken)
    console.log(`  ✘ ${path.isAbsolute(line) ? path.relative(root, line) : line}`);
  console.log(`\n${summary.join("\n")}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
}

function runNode(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const pass = (signal) => child.kill(signal);
    process.on("SIGTERM", pass);
    process.on("SIGINT", pass);
    child.once("close", (code) => {
      process.off("SIGTERM", pass);
      process.off("SIGINT", pass);
      resolve(code ?? 1);
    });
  });
}

function readReport(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined;
}

main().catch((error) => {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exit(1);
});
