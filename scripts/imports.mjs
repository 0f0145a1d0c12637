// Runs dependency-cruiser over the house, and fails when it did not see the house: with a TypeScript that it
// cannot use it looks at nothing and exits green.
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { listFiles } from "./vocabulary.mjs";

const here = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["app", "bench", "components", "db", "e2e", "gateway", "lib", "sandbox", "worker"];

/**
 * @param {string} root of the tree to look at; the rules are always the repository's own
 * @returns {Promise<{ violations: string[], modules: number }>}
 */
export async function checkImports(root) {
  const folders = FOLDERS.filter((folder) => fs.existsSync(path.join(root, folder)));
  const args = ["--config", path.join(here, ".dependency-cruiser.cjs"), "--output-type", "json", ...folders];
  const output = await execDepcruise(args, root);
  const { modules, summary } = JSON.parse(output);
  const comments = new Map();
  for (const rule of [...summary.ruleSetUsed.forbidden, ...summary.ruleSetUsed.required]) {
    comments.set(rule.name, rule.comment);
  }
  const violations = summary.violations.map(
    ({ from, to, rule }) => `${from} → ${to}\n    ${rule.name}: ${comments.get(rule.name)}`,
  );
  return {
    violations: [...violations, ...foreignParts(modules), ...unseen(root, modules)],
    modules: modules.length,
  };
}

/** `_parts/` and `actions.ts` belong to their page and those below it; another page that needs one moves it. */
function foreignParts(modules) {
  const pageOf = (file) => file.replace(/\/(_parts\/.*|[^/]+)$/, "");
  const isPrivate = (file) => /^app\/(?!_doors\/).*(\/_parts\/|\/actions\.ts$)/.test(file);
  return modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ resolved }) => isPrivate(resolved) && source.startsWith("app/"))
      .filter(({ resolved }) => !source.startsWith(`${pageOf(resolved)}/`))
      .map(
        ({ resolved }) =>
          `${source} → ${resolved}\n    a page's pieces are its own: move it to components/<domain>/.`,
      ),
  );
}

function unseen(root, modules) {
  const seen = new Set(modules.map(({ source }) => source));
  const files = listFiles(root).filter((file) => /\.tsx?$/.test(file) && !file.startsWith("scripts/"));
  const missed = files.filter((file) => !seen.has(file));
  const complaints = missed.map((file) => `${file}: not seen by dependency-cruiser`);
  if (files.length === 0) complaints.push("No module seen at all.");
  if (!modules.some(({ dependencies }) => dependencies.length > 0)) complaints.push("No import seen at all.");
  return complaints;
}

async function execDepcruise(args, cwd) {
  const command = path.join(here, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  try {
    const run = await promisify(execFile)(process.execPath, [command, ...args], { cwd, maxBuffer: 1 << 28 });
    return run.stdout;
  } catch (error) {
    // It exits with the number of violations; only an output that is no report is a failure to run.
    if (error.stdout?.startsWith("{")) return error.stdout;
    throw new Error(`dependency-cruiser did not run: ${error.stdout}${error.stderr}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { violations, modules } = await checkImports(here);
  for (const violation of violations) console.error(violation);
  if (violations.length > 0) process.exit(1);
  console.log(`${modules} modules, every import where it may be.`);
}
