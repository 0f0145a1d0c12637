// Acknowledged transmits a second through the real gateway, beside single-row durable inserts of the same row, in turns.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { openDatabase } from "#db/client.ts";
import { createApiKey } from "#lib/access/create-api-key.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { freePort, startPostgres } from "../scripts/embedded-postgres.mjs";
import { LEAN } from "../scripts/lean.mjs";
import { type Load, loadHttp } from "./http-load.ts";
import { singleRowInserts } from "./pgbench.ts";
import { judge, printFigures, quantile } from "./ratio.ts";
import { BENCH_MERCHANT, plantTransmitDatabase } from "./transmit-database.ts";
import { transmitRequests } from "./transmit-requests.ts";

const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const REPEATS = Number(process.env.BENCH_REPEATS ?? 3);
const CONNECTIONS = 64;
const FLOOR = 0.5;
const GOAL = 1.0;
const MEMORY_MB_MAX = 200;

const root = fileURLToPath(new URL("..", import.meta.url));
const home = mkdtempSync(path.join(tmpdir(), "switchboard-bench-"));
chmodSync(home, 0o711);
const server = await startPostgres({ dataDir: path.join(home, "postgres") });
try {
  await run();
} finally {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const urls = await plant();
  const gateway = await startGateway(urls);
  try {
    const requests = transmitRequests(await bearer(gateway.port, urls.pair));
    const load = (seconds: number, connections = CONNECTIONS) =>
      loadHttp({ port: gateway.port, connections, seconds, request: requests.next });
    await load(2);
    const cpuBefore = gateway.cpuSeconds();
    const ratios: number[] = [];
    const rounds: { pg: Awaited<ReturnType<typeof singleRowInserts>>; ours: Load }[] = [];
    for (let n = 0; n < REPEATS; n += 1) {
      const pg = await singleRowInserts({
        ...{ url: urls.ingestUrl, connections: CONNECTIONS, seconds: SECONDS, body: requests.body, home },
      });
      const ours = await load(SECONDS);
      rounds.push({ pg, ours });
      ratios.push(ours.answered / ours.seconds / pg.perSecond);
    }
    const cpuMicros = (gateway.cpuSeconds() - cpuBefore) * 1e6;
    const wide = await load(SECONDS, 256);
    const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
    const ratio = middle(ratios);
    const times = rounds.flatMap(({ ours }) => ours.times).sort((a, b) => a - b);
    const pgP99 = middle(rounds.map(({ pg }) => pg.p99Ms));
    const refused = rounds.reduce((sum, { ours }) => sum + ours.refused, wide.refused);
    const acked = requests.sent();
    const kept = await countKept(urls.ownerUrl);
    const rate = (load: Load) => Math.round(load.answered / load.seconds);
    printFigures(
      `${CONNECTIONS} connections, ${Buffer.byteLength(requests.body)}-byte copies; authentication, validation, card scan on; ${REPEATS} rounds of ${SECONDS} s in turns`,
      [
        [
          `single-row durable inserts, ${rounds[0]!.pg.by}`,
          `${Math.round(middle(rounds.map(({ pg }) => pg.perSecond)))} /s`,
        ],
        ["acknowledged transmits", `${middle(rounds.map(({ ours }) => rate(ours)))} /s`],
        ["ratio (median of rounds)", `${ratio.toFixed(2)} × (goal ${GOAL.toFixed(1)}, floor ${FLOOR})`],
        ["p50 / p99, ours", `${quantile(times, 0.5).toFixed(1)} / ${quantile(times, 0.99).toFixed(1)} ms`],
        ["p99, inserts", `${pgP99.toFixed(1)} ms`],
        ["256 connections", `${rate(wide)} /s, p99 ${quantile(wide.times, 0.99).toFixed(1)} ms`],
        ["gateway's processor time a copy", `${(cpuMicros / times.length).toFixed(0)} µs`],
        ["gateway's memory", `${gateway.memoryMb().toFixed(0)} MB`],
        ["sent, kept", `${acked}, ${kept}`],
      ],
    );
    judge([
      [`ratio ≥ ${FLOOR} (floor)`, ratio >= FLOOR],
      ["no request was refused", refused === 0],
      ["every copy that was sent is kept", kept === acked],
      [`gateway ≤ ${MEMORY_MB_MAX} MB`, gateway.memoryMb() <= MEMORY_MB_MAX],
    ]);
  } finally {
    await gateway.end();
  }
}

async function plant() {
  const urls = await plantTransmitDatabase(server.adminUrl);
  const database = openDatabase(urls.appUrl, { applicationName: "bench", poolMax: 1 });
  const scope = systemScope("seed", { database });
  const key = await createApiKey(scope, {
    merchantId: BENCH_MERCHANT,
    environment: "production",
    name: "Bench",
  });
  await database.close();
  if (!key.ok) throw new Error(key.reason);
  return { ...urls, pair: key.value };
}

async function startGateway({ appUrl, ingestUrl }: { appUrl: string; ingestUrl: string }) {
  const port = await freePort();
  const child = spawn(process.execPath, ["--import", "./scripts/leash.mjs", ...LEAN, "gateway/main.ts"], {
    cwd: root,
    env: {
      ...{ PATH: process.env.PATH, NODE_ENV: "production", LOG_LEVEL: "info", GATEWAY_PORT: String(port) },
      ...{ DATABASE_URL: appUrl, INGEST_DATABASE_URL: ingestUrl },
      ...{ FLEXCHARGE_SANDBOX_URL: "http://127.0.0.1:1", FLEXCHARGE_PRODUCTION_URL: "http://127.0.0.1:2" },
      SWITCHBOARD_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
      GATEWAY_TOKEN_SECRET: Buffer.alloc(32, 8).toString("base64"),
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  while (!(await fetch(`http://localhost:${port}/readyz`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error("the gateway ended");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    /** User and system time so far; the kernel counts in hundredths. */
    cpuSeconds: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]!.split(" ");
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    memoryMb: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024,
    async end() {
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("exit", resolve));
    },
  };
}

async function bearer(port: number, pair: { appKey: string; appSecret: string }): Promise<string> {
  const answer = await fetch(`http://localhost:${port}/v1/oauth2/token`, {
    method: "POST",
    body: JSON.stringify({ AppKey: pair.appKey, AppSecret: pair.appSecret }),
    headers: { "content-type": "application/json" },
  });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

async function countKept(ownerUrl: string): Promise<number> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const [row] = await owner<
    { n: number }[]
  >`SELECT count(*)::int AS n FROM transmits WHERE external_id LIKE 'bench-%'`;
  await owner.end();
  return row!.n;
}
