// Runs on any Node from 20 and before anything is installed: built-in modules only.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** Runs `npm ci` unless node_modules already holds what package-lock.json says. */
export function ensureInstalled(root) {
  const lockText = fs.readFileSync(path.join(root, "package-lock.json"));
  const stamp = path.join(root, "node_modules/.switchboard-lock");
  const hash = createHash("sha256").update(lockText).digest("hex");
  if (readText(stamp) === hash) return;
  if (!agrees(JSON.parse(lockText.toString("utf8")), path.join(root, "node_modules/.package-lock.json"))) {
    console.log("Installing packages (npm ci) …");
    npmCi(root);
  }
  fs.writeFileSync(stamp, hash);
}

/** Whether npm's own record of node_modules names every package of the lock; optional ones may be absent. */
export function agrees(lock, installedFile) {
  const text = readText(installedFile);
  if (text === undefined) return false;
  const installed = JSON.parse(text).packages ?? {};
  return Object.entries(lock.packages).every(([at, wanted]) => {
    if (at === "") return true;
    const found = installed[at];
    return found === undefined ? Boolean(wanted.optional) : found.version === wanted.version;
  });
}

function npmCi(root) {
  // Under `npm start`, PATH may lead to node_modules/.bin/node, which this very step replaces: use npm's own.
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const [command, ...prefix] = npm && node ? [node, npm] : ["npm"];
  const args = [...prefix, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const run = spawnSync(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  if (run.status !== 0) {
    throw new Error(`npm ci failed:\n${run.error ?? ""}${run.stdout ?? ""}${run.stderr ?? ""}`);
  }
}

function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
