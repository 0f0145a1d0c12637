import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LEAN } from "../../scripts/lean.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** On a busy machine a program takes many times its usual second. */
const START_TIMEOUT_MS = 60_000;

export type TestProgram = Awaited<ReturnType<typeof startTestProgram>>;

/** One of our own programs as the process that production runs, ready when `readyUrl` answers 200. */
export async function startTestProgram(file: string, env: Record<string, string>, readyUrl: string) {
  const child = spawn(process.execPath, ["--import", "./scripts/leash.mjs", ...LEAN, file], {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;

  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await fetch(readyUrl).catch(() => undefined))?.ok) {
    if (hasEnded() || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`${file} is not ready\n${output}`);
    }
    await delay(50);
  }
  return {
    output: () => output,
    hasEnded,
    /** Its log, an entry a line. */
    entries: (): Record<string, unknown>[] =>
      output
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line)),
    /** Asks it to end and tells how it did. */
    async end(signal: NodeJS.Signals = "SIGTERM") {
      const askedAt = performance.now();
      if (!hasEnded()) child.kill(signal);
      const [code, by] = await exited;
      return { code, by, ms: performance.now() - askedAt };
    },
  };
}
