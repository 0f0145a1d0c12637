// `npm run check`: everything that can be judged without a database, in under half a minute.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { runOnNode24 } from "./node24.mjs";

const OUTPUT_LINES = 100;
const root = fileURLToPath(new URL("..", import.meta.url));

/** @typedef {{ name: string, steps: [string, ...string[]][] }} Check a list of commands, each a file for Node */

/** @type {Check[]} */
const CHECKS = [
  {
    name: "types",
    steps: [
      ["node_modules/next/dist/bin/next", "typegen"], // The types of routes, which tsc reads.
      ["node_modules/typescript/bin/tsc", "--noEmit"],
    ],
  },
  {
    name: "format and lint",
    steps: [["node_modules/@biomejs/biome/bin/biome", "ci", "--colors=off", "--error-on-warnings"]],
  },
  { name: "imports", steps: [["scripts/imports.mjs"]] },
  { name: "dead code", steps: [["node_modules/knip/bin/knip.js", "--no-config-hints"]] },
  { name: "vocabulary", steps: [["scripts/vocabulary.mjs"]] },
  { name: "lockfile", steps: [["scripts/lockfile.mjs", "--check"]] },
];

/**
 * Runs the checks side by side and prints each as it ends.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(checks = CHECKS) {
  const results = await Promise.all(
    checks.map(async ({ name, steps }) => {
      const began = Date.now();
      const { ok, output } = await runSteps(steps);
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      console.log(
        ok ? `ok      ${name} (${seconds} s)` : `FAILED  ${name} (${seconds} s)\n${indent(output)}`,
      );
      return ok;
    }),
  );
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

async function runSteps(steps) {
  let output = "";
  for (const step of steps) {
    const result = await runNode(step);
    output += result.output;
    if (result.code !== 0) return { ok: false, output };
  }
  return { ok: true, output };
}

function runNode(args) {
  const [file] = args;
  if (!fs.existsSync(path.resolve(root, file))) return { code: 1, output: `${file} is not there` };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk) => {
        output += chunk;
      });
    }
    child.once("close", (code) => resolve({ code, output }));
  });
}

function indent(text) {
  const lines = text.trimEnd().split("\n");
  const shown =
    lines.length > OUTPUT_LINES
      ? [...lines.slice(0, OUTPUT_LINES), `… ${lines.length - OUTPUT_LINES} more lines`]
      : lines;
  return shown.map((line) => `        ${line}`).join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled(root);
  await runOnNode24(root);
  const { failed } = await runChecks();
  process.exit(failed === 0 ? 0 : 1);
}
