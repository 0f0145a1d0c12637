// Runs on any Node from 20: built-in modules only.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { whenOrphaned } from "./orphan.mjs";

const WANTED_MAJOR = 24;

/**
 * Starts this script again on the Node 24 of node_modules when the present one is another, and ends with its exit
 * code. Resolves only on the right Node: `await runOnNode24(root)` is a script's first line.
 */
export async function runOnNode24(root) {
  const bin = path.join(root, "node_modules/.bin");
  // Children (npm scripts, Next, vitest) must find the same Node and the same tools.
  process.env.PATH = `${bin}${path.delimiter}${process.env.PATH ?? ""}`;
  if (Number(process.versions.node.split(".")[0]) === WANTED_MAJOR) return;
  const node = path.join(bin, "node");
  if (!fs.existsSync(node)) {
    throw new Error(
      `Node ${WANTED_MAJOR} is needed; this is ${process.version}, and npm brings none for ${process.platform} ${process.arch}.`,
    );
  }
  const child = spawn(node, process.argv.slice(1), { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("message", (message) => process.send?.(message));
  process.on("disconnect", () => child.kill("SIGTERM"));
  whenOrphaned(() => child.kill("SIGTERM"));
  const code = await new Promise((resolve) => child.once("exit", (status) => resolve(status ?? 1)));
  process.exit(code);
}
