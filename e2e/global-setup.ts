import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "../scripts/embedded-postgres.mjs";

const START_TIMEOUT_MS = 180_000;
const PORTS = ["WEB_PORT", "GATEWAY_PORT", "WORKER_PORT", "SANDBOX_PORT", "SANDBOX_PRODUCTION_PORT"] as const;

/**
 * Starts the whole product by `npm start`'s own script on a fresh DATA_DIR and free ports. Specs find it through
 * E2E_WEB_URL (also the base URL) and E2E_DATA_DIR, whose demo.json names addresses, users and keys.
 */
export default async function setup(): Promise<() => Promise<void>> {
  refuseForeignDatabase(process.env.DATABASE_URL);
  const root = path.resolve(import.meta.dirname, "..");
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "switchboard-e2e-"));
  fs.chmodSync(dataDir, 0o711); // PostgreSQL does not run as root; the user that it then runs as must get through.
  const ports = Object.fromEntries(
    await Promise.all(PORTS.map(async (name) => [name, String(await freePort())] as const)),
  );
  const {
    DATABASE_URL: _database,
    SANDBOX_DATABASE_URL: _sandbox,
    npm_lifecycle_event: _npm,
    ...inherited
  } = process.env;
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: { ...inherited, ...ports, DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => output.push(String(chunk)));

  const stop = async () => {
    await end(child);
    const logs = path.join(dataDir, "logs");
    if (fs.existsSync(logs)) fs.cpSync(logs, path.join(root, "test-results/logs"), { recursive: true });
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(child);
  } catch (error) {
    await stop();
    throw new Error(`Switchboard did not start: ${(error as Error).message}\n${output.join("")}`);
  }
  process.env.E2E_WEB_URL = `http://localhost:${ports.WEB_PORT}`;
  process.env.E2E_DATA_DIR = dataDir;
  return stop;
}

/** Journeys write and reset; a database that is not this machine's is somebody's. */
function refuseForeignDatabase(url: string | undefined): void {
  if (!url) return;
  const { hostname } = new URL(url);
  if (!["localhost", "127.0.0.1", "[::1]"].includes(hostname)) {
    throw new Error(`The journeys run on a local database only; DATABASE_URL points at ${hostname}.`);
  }
}

async function untilReady(child: ChildProcess): Promise<void> {
  const waited = new AbortController();
  const timer = setTimeout(() => waited.abort(new Error("not ready in time")), START_TIMEOUT_MS);
  try {
    await Promise.race([
      once(child, "message", { signal: waited.signal }),
      once(child, "exit", { signal: waited.signal }).then(([code]) => {
        throw new Error(`it ended with ${code}`);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    waited.abort();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
