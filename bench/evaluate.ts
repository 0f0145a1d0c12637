// What the gateway adds to an evaluate of 50 ms, beside a bare proxy and one durable commit, in the same run.
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { Pool } from "undici";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { freePort, startPostgres } from "../scripts/embedded-postgres.mjs";
import { LEAN } from "../scripts/lean.mjs";
import { BENCH_HOST, plantMerchant } from "./evaluate-world.ts";
import { judge, printFigures, quantile } from "./ratio.ts";

const COMMITS = 300;
const ROUNDS = { 50: { rounds: 3, seconds: 4 }, 200: { rounds: 2, seconds: 3 } } as const;
const WARM_UP = { rate: 100, seconds: 15 } as const;
const RSS_MB_MAX = 200;
/** Promised at 200/s on a machine of its own: added p50 in milliseconds. */
const ADDED_MS_MAX = 1.5;
/** Our share beside what any proxy and two durable commits (before and after the call) cost here and now. */
const RATIO_MAX = 2.5;

const home = mkdtempSync(path.join(tmpdir(), "switchboard-bench-"));
chmodSync(home, 0o711);
const children: ChildProcess[] = [];
/** Answers that were no approval, by status: a machine that is busy otherwise sheds load. */
const refused = new Map<number, number>();
const server = await startPostgres({ dataDir: path.join(home, "postgres") });
try {
  await run();
} finally {
  for (const child of children) child.kill("SIGTERM");
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

async function run(): Promise<void> {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = randomBytes(32).toString("base64");
  process.env.GATEWAY_TOKEN_SECRET = randomBytes(32).toString("base64");
  const far = start("bench/evaluate-upstream.ts", {});
  const [ports] = (await once(far, "message")) as [{ sandbox: number; production: number; proxy: number }];
  const baseUrls = {
    sandbox: `http://localhost:${ports.sandbox}`,
    production: `http://localhost:${ports.production}`,
  };
  const { appUrl, ownerUrl, key } = await plantMerchant(server.adminUrl, baseUrls);
  const port = await freePort();
  start("gateway/main.ts", {
    DATABASE_URL: appUrl,
    GATEWAY_PORT: String(port),
    FLEXCHARGE_SANDBOX_URL: baseUrls.sandbox,
    FLEXCHARGE_PRODUCTION_URL: baseUrls.production,
    LOG_LEVEL: "warn",
  });
  const gatewayUrl = `http://localhost:${port}`;
  while (!(await fetch(`${gatewayUrl}/readyz`).catch(() => null))?.ok) await pause(100);
  const keys = JSON.stringify({ AppKey: key.appKey, AppSecret: key.appSecret });
  const token = await (await fetch(`${gatewayUrl}/v1/oauth2/token`, { method: "POST", body: keys })).json();
  const authorization = `Bearer ${(token as { accessToken: string }).accessToken}`;

  const ways = { direct: baseUrls.production, proxy: `http://localhost:${ports.proxy}`, gateway: gatewayUrl };
  const pools = Object.entries(ways).map(([name, url]) => ({
    name,
    pool: new Pool(url, { connections: 256 }),
  }));
  const commit = await measureCommits(ownerUrl);
  // A gateway runs for weeks: what is measured is compiled code with its connections open, not the first minute.
  for (const { pool } of pools) {
    await flood(pool, authorization, 50, 2);
    await flood(pool, authorization, WARM_UP.rate, WARM_UP.seconds);
  }
  // Autovacuum does the same within a minute; until then the planner knows nothing of tables that were just made.
  await analyze(ownerUrl);
  for (const { pool } of pools) await flood(pool, authorization, 50, 2);
  const cpuBefore = await gatewayMetric(gatewayUrl, "process_cpu_seconds_total");
  const added: Record<string, { proxy: number[]; gateway: number[] }> = {};
  for (const [rate, { rounds, seconds }] of Object.entries(ROUNDS)) {
    const times: Record<string, number[]> = { direct: [], proxy: [], gateway: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const { name, pool } of pools)
        times[name]!.push(...(await flood(pool, authorization, Number(rate), seconds)));
    }
    for (const list of Object.values(times)) list.sort((a, b) => a - b);
    const over = (name: string) =>
      [0.5, 0.99].map((q) => quantile(times[name]!, q) - quantile(times.direct!, q));
    added[rate] = { proxy: over("proxy"), gateway: over("gateway") };
  }
  const asked = Object.entries(ROUNDS).reduce(
    (sum, [rate, { rounds, seconds }]) => sum + Number(rate) * rounds * seconds,
    0,
  );
  const cpu = (await gatewayMetric(gatewayUrl, "process_cpu_seconds_total")) - cpuBefore;
  const rssMb = (await gatewayMetric(gatewayUrl, "process_resident_memory_bytes")) / 1e6;
  for (const { pool } of pools) await pool.close();
  report(added, commit, { rssMb, cpuMs: (cpu * 1000) / asked });
}

async function gatewayMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
}

function report(
  added: Record<string, { proxy: number[]; gateway: number[] }>,
  commit: number[],
  { rssMb, cpuMs }: { rssMb: number; cpuMs: number },
): void {
  const ms = (value: number | undefined) => `${(value ?? Number.NaN).toFixed(2)} ms`;
  const of = (rate: string) => {
    const { proxy, gateway } = added[rate]!;
    const floor = Math.max(0, proxy[0]!) + 2 * quantile(commit, 0.5);
    return { proxy, gateway, floor, ratio: gateway[0]! / floor };
  };
  for (const rate of Object.keys(added)) {
    const { proxy, gateway, floor, ratio } = of(rate);
    printFigures(`${rate} evaluates a second, upstream answers after 50 ms; added to a direct call`, [
      ["bare undici proxy, p50 · p99", `${ms(proxy[0])} · ${ms(proxy[1])}`],
      ["gateway, p50 · p99", `${ms(gateway[0])} · ${ms(gateway[1])}`],
      ["one durable commit, p50", ms(quantile(commit, 0.5))],
      ["bare proxy and two durable commits, p50", ms(floor)],
      ["ratio, gateway ÷ those", `${ratio.toFixed(2)} ×`],
    ]);
  }
  printFigures("the gateway itself", [
    ["resident", `${rssMb.toFixed(0)} MB`],
    ["processor time an evaluate", ms(cpuMs)],
  ]);
  const count = [...refused.values()].reduce((sum, each) => sum + each, 0);
  judge([
    [`every evaluate was answered APPROVED (${count} were not)`, count === 0],
    [
      `the gateway adds ≤ ${RATIO_MAX} × a bare proxy and two durable commits at 50/s`,
      of("50").ratio <= RATIO_MAX,
    ],
    [`the gateway is resident in ≤ ${RSS_MB_MAX} MB`, rssMb <= RSS_MB_MAX],
  ]);
  const held = of("200").gateway[0]! <= ADDED_MS_MAX ? "within" : "over";
  console.log(`\nfor orientation: at 200/s the added p50 is ${held} ${ADDED_MS_MAX} ms`);
}

/** Milliseconds of each call: open loop, one order each, so that a slow answer never slows the asking. */
async function flood(pool: Pool, authorization: string, rate: number, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const calls: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < rate * seconds; n += 1) {
    const due = startedAt + (n * 1000) / rate - performance.now();
    if (due > 0) await pause(due);
    calls.push(
      (async () => {
        const body = JSON.stringify(declinedOrder({ siteUrl: `https://${BENCH_HOST}` }));
        const sentAt = performance.now();
        const answer = await pool.request({
          method: "POST",
          path: "/v1/evaluate",
          headers: { authorization, "content-type": "application/json" },
          body,
        });
        const text = await answer.body.text();
        times.push(performance.now() - sentAt);
        if (!text.includes('"APPROVED"'))
          refused.set(answer.statusCode, (refused.get(answer.statusCode) ?? 0) + 1);
      })(),
    );
  }
  await Promise.all(calls);
  return times;
}

async function analyze(ownerUrl: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await sql`ANALYZE`;
  await sql.end();
}

async function measureCommits(ownerUrl: string): Promise<number[]> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await sql`CREATE TABLE bench_commits (id int, body text)`;
  const body = "x".repeat(1_500);
  const times: number[] = [];
  for (let n = 0; n < COMMITS; n += 1) {
    const startedAt = performance.now();
    await sql`INSERT INTO bench_commits VALUES (${n}, ${body})`;
    times.push(performance.now() - startedAt);
  }
  await sql.end();
  return times.sort((a, b) => a - b);
}

function start(file: string, env: Record<string, string>): ChildProcess {
  const child = fork(file, {
    // Small bodies need a small young generation; the default takes 134 MB of it on a large machine.
    execArgv: [...LEAN, "--import", "./scripts/leash.mjs"],
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.push(child);
  return child;
}
