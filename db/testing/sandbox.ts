import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/embedded-postgres.mjs";
import { createEmptyDatabase } from "./database.ts";
import { type SandboxControl, sandboxControl } from "./sandbox-control.ts";

export interface TestSandbox {
  sandboxUrl: string;
  productionUrl: string;
  control(world: "sandbox" | "production"): SandboxControl;
  /** Ends the program and drops its database. */
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const START_TIMEOUT_MS = 20_000;

/** The stand-in FlexCharge as a program of its own, with both worlds empty, on free ports. */
export async function startTestSandbox(): Promise<TestSandbox> {
  const database = await createEmptyDatabase();
  const [sandboxPort, productionPort] = await Promise.all([freePort(), freePort()]);
  const child = spawn(process.execPath, ["--import", "./scripts/leash.mjs", "sandbox/main.ts"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      SANDBOX_DATABASE_URL: database.url,
      SANDBOX_PORT: String(sandboxPort),
      SANDBOX_PRODUCTION_PORT: String(productionPort),
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output = (output + chunk).slice(-4000);
    });
  }
  const sandboxUrl = `http://localhost:${sandboxPort}`;
  const productionUrl = `http://localhost:${productionPort}`;
  try {
    await Promise.all([sandboxUrl, productionUrl].map((url) => untilAlive(url, child)));
  } catch (error) {
    await end(child);
    await database.drop();
    throw new Error(`The sandbox did not start: ${(error as Error).message}\n${output}`);
  }
  return {
    sandboxUrl,
    productionUrl,
    control: (world) => sandboxControl(world === "sandbox" ? sandboxUrl : productionUrl),
    async stop() {
      await end(child);
      await database.drop();
    },
  };
}

async function untilAlive(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("it ended at once");
    const answer = await fetch(`${url}/livez`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(50);
  }
  throw new Error(`${url}/livez did not answer`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(late);
}
