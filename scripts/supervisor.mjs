import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// A gateway finishes what it has begun: up to 18 s by itself (lib/kit/shutdown.ts).
const STOP_TIMEOUT_MS = 20_000;
const READY_TIMEOUT_MS = 60_000;

/** Starts programs, keeps their handles and logs, and ends them again; nothing is ever found by its name. */
export class Supervisor {
  /** Resolves with the name of a program that ended although nobody asked it to. */
  casualty;
  stopping = false;
  #children = new Map();
  #reportCasualty;
  #options;

  /** @param {{ root: string, logDir: string, verbose: boolean }} options */
  constructor(options) {
    this.#options = options;
    this.casualty = new Promise((resolve) => {
      this.#reportCasualty = resolve;
    });
    fs.mkdirSync(options.logDir, { recursive: true });
  }

  /** Starts a program that stays, and waits until `readyUrl` answers 200. */
  async start(name, args, { env, readyUrl }) {
    if (this.stopping) return;
    const child = this.#spawn(name, args, env);
    child.once("exit", () => {
      if (!this.stopping) this.#reportCasualty(name);
    });
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!this.stopping) {
      if (hasEnded(child)) {
        await sleep(100); // Its last words may still be in the pipe.
        throw new Error(`${name} ended while it started.\n${this.lastLog(name)}`);
      }
      const answer = await fetch(readyUrl, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      if (Date.now() > deadline) {
        throw new Error(
          `${name} is not ready: ${readyUrl} ${answer?.status ?? "does not answer"}.\n${this.lastLog(name)}`,
        );
      }
      await sleep(50);
    }
  }

  /** Runs a program to its end; throws with its last lines when it fails. */
  async run(name, args, { env }) {
    if (this.stopping) return;
    const child = this.#spawn(name, args, env);
    const [code] = await once(child, "close");
    this.#children.delete(name);
    if (code !== 0 && !this.stopping)
      throw new Error(`${name} failed (exit ${code}).\n${this.lastLog(name)}`);
  }

  /** Ends the programs group by group; those of one group at once, those not named last. */
  async stop(...groups) {
    this.stopping = true;
    const named = groups.flat();
    const rest = [...this.#children.keys()].filter((name) => !named.includes(name));
    for (const group of [...groups, rest]) await Promise.all(group.map((name) => this.#end(name)));
  }

  lastLog(name) {
    const text = fs.readFileSync(this.#logFile(name), "utf8").trimEnd();
    return text
      .split("\n")
      .slice(-20)
      .map((line) => `  ${name} | ${line}`)
      .join("\n");
  }

  #logFile(name) {
    return path.join(this.#options.logDir, `${name}.log`);
  }

  #spawn(name, args, env) {
    const leash = path.join(import.meta.dirname, "leash.mjs");
    // A group of its own: Ctrl-C in the terminal reaches us alone, and we end the others in order.
    const child = spawn(process.execPath, ["--import", leash, ...args], {
      cwd: this.#options.root,
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    this.#children.set(name, child);
    const log = fs.openSync(this.#logFile(name), "w");
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        fs.writeSync(log, chunk);
        if (!this.#options.verbose) return;
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) process.stdout.write(`${name} | ${line}\n`);
      });
    }
    child.once("close", () => fs.closeSync(log));
    return child;
  }

  async #end(name) {
    const child = this.#children.get(name);
    if (!child || hasEnded(child)) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const late = setTimeout(() => killGroup(child), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(late);
  }
}

const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

function killGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
