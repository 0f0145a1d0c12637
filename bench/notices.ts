// 2,000 notices at 200 a second, a fifth of them told twice: acknowledged beside bare inserts, and drained by the worker.
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { Pool } from "undici";
import { noticeBody, signedNotice } from "#db/testing/signed-notice.ts";
import { freePort, startPostgres } from "../scripts/embedded-postgres.mjs";
import { LEAN } from "../scripts/lean.mjs";
import { plantMerchant } from "./evaluate-world.ts";
import { judge, printFigures, quantile } from "./ratio.ts";

const NOTICES = 2_000;
const RATE = 200;
const DUPLICATES = NOTICES / 5;
const ORDERS = NOTICES - DUPLICATES;
const DRAIN_SECONDS_MAX = 60;
const ACK_P99_MS_MAX = 200;
const RSS_MB_MAX = 200;

const home = mkdtempSync(path.join(tmpdir(), "switchboard-bench-"));
chmodSync(home, 0o711);
const children: ChildProcess[] = [];
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
  const [ports] = (await once(far, "message")) as [{ sandbox: number; production: number }];
  const baseUrls = {
    sandbox: `http://localhost:${ports.sandbox}`,
    production: `http://localhost:${ports.production}`,
  };
  const { appUrl, ownerUrl, merchantId, webhookKey } = await plantMerchant(server.adminUrl, baseUrls);
  const sql = postgres(ownerUrl, { max: 10, onnotice: () => {} });
  await plantOrders(sql, merchantId);
  const [gatewayPort, workerPort] = [await freePort(), await freePort()];
  const settings = {
    DATABASE_URL: appUrl,
    FLEXCHARGE_SANDBOX_URL: baseUrls.sandbox,
    FLEXCHARGE_PRODUCTION_URL: baseUrls.production,
    LOG_LEVEL: "warn",
  };
  start("gateway/main.ts", { ...settings, GATEWAY_PORT: String(gatewayPort) });
  start("worker/main.ts", { ...settings, WORKER_PORT: String(workerPort) });
  const host = `localhost:${gatewayPort}`;
  for (const url of [`http://${host}`, `http://localhost:${workerPort}`]) {
    while (!(await fetch(`${url}/readyz`).catch(() => null))?.ok) await pause(100);
  }
  const pool = new Pool(`http://${host}`, { connections: 64 });
  const to = { merchantId, environment: "production" as const, key: webhookKey, host };
  const call = (body: string) => signedNotice(to, body);
  const post = async ({ path: where, init }: ReturnType<typeof call>): Promise<boolean> => {
    const answer = await pool.request({
      method: "POST",
      path: where,
      headers: init.headers,
      body: init.body,
    });
    await answer.body.dump();
    return answer.statusCode === 200;
  };
  for (let n = 0; n < 200; n += 1) await post(call(tell("warm-up", 0)));

  await sql`CREATE TABLE bench_notices (id int, headers text, body bytea)`;
  const sample = call(tell("order.completed", 1));
  const headers = JSON.stringify(sample.init.headers);
  const insert = async (n: number) => {
    await sql`INSERT INTO bench_notices VALUES (${n}, ${headers}, ${sample.init.body})`;
    return true;
  };
  const bare = await flood(insert);
  const firsts = Array.from({ length: ORDERS }, (_, n) => tell("order.completed", n));
  const calls = firsts.map(call);
  // Of the told twice, one half is the same call again, the other the same event under a nonce of its own.
  const again = Array.from({ length: DUPLICATES }, (_, n) => (n % 2 ? calls[n]! : call(firsts[n]!)));
  const sending = [...calls, ...again];
  const acks = await flood((n) => post(sending[n]!));
  const ackedAt = performance.now();
  const left = async () =>
    (await sql`SELECT count(*)::int AS n FROM notices WHERE process_at IS NOT NULL`)[0]!.n;
  while ((await left()) > 0 && performance.now() - ackedAt < 2 * DRAIN_SECONDS_MAX * 1000) await pause(100);
  const drainSeconds = (performance.now() - ackedAt) / 1000;
  const [done] = await sql`SELECT
    (SELECT count(*)::int FROM orders WHERE state = 'approved') AS approved,
    (SELECT count(*)::int FROM webhook_events WHERE event = 'order.completed') AS told,
    (SELECT count(*)::int FROM notices WHERE state = 'duplicate') AS duplicates`;
  const metrics = await (await fetch(`http://localhost:${workerPort}/metrics`)).text();
  const rssMb = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / 1e6;
  await pool.close();
  await sql.end();
  report(bare, acks, { drainSeconds, rssMb, done: done as Done });
}

type Done = { approved: number; told: number; duplicates: number };
type Flood = { times: number[]; failed: number };

function report(
  bare: Flood,
  acks: Flood,
  { drainSeconds, rssMb, done }: { drainSeconds: number; rssMb: number; done: Done },
): void {
  const both = ({ times }: Flood) =>
    [0.5, 0.99].map((q) => `${quantile(times, q).toFixed(1)} ms`).join(" · ");
  const p99 = quantile(acks.times, 0.99);
  printFigures(`${NOTICES} notices at ${RATE} a second, ${DUPLICATES} of them told before`, [
    ["a bare insert of the same size, p50 · p99", both(bare)],
    ["acknowledged, p50 · p99", both(acks)],
    ["ratio of the p99", `${(p99 / quantile(bare.times, 0.99)).toFixed(1)} ×`],
    ["drained after the last acknowledgement", `${drainSeconds.toFixed(1)} s`],
    ["worker, resident", `${rssMb.toFixed(0)} MB`],
    [
      "orders approved · told to the merchant · duplicates",
      `${done.approved} · ${done.told} · ${done.duplicates}`,
    ],
  ]);
  judge([
    [`every notice is acknowledged (${acks.failed} were not)`, acks.failed === 0],
    [`99 of 100 within ${ACK_P99_MS_MAX} ms`, p99 <= ACK_P99_MS_MAX],
    [`drained within ${DRAIN_SECONDS_MAX} s`, drainSeconds <= DRAIN_SECONDS_MAX],
    ["each has one effect", done.approved === ORDERS && done.told === ORDERS],
    [`the worker is resident in ≤ ${RSS_MB_MAX} MB`, rssMb <= RSS_MB_MAX],
  ]);
}

function tell(event: string, n: number): string {
  const OrderId = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  return noticeBody({ Event: event, OrderId, ExternalOrderId: `bench-${n}`, IsTestMode: false });
}

/** Open loop: a slow answer never slows the sending. Answers the sorted milliseconds. */
async function flood(act: (n: number) => Promise<boolean>): Promise<Flood> {
  const times: number[] = [];
  let failed = 0;
  const acts: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < NOTICES; n += 1) {
    const due = startedAt + (n * 1000) / RATE - performance.now();
    if (due > 0) await pause(due);
    const at = performance.now();
    acts.push(
      act(n).then(
        (held) => {
          times.push(performance.now() - at);
          if (!held) failed += 1;
        },
        () => {
          failed += 1;
        },
      ),
    );
  }
  await Promise.all(acts);
  return { times: times.sort((a, b) => a - b), failed };
}

/** Rebills in work, as an evaluate leaves them. */
async function plantOrders(sql: Sql, merchantId: string): Promise<void> {
  const ids = sql`'00000000-0000-4000-8000-' || lpad(n::text, 12, '0')`;
  await sql.begin(async (tx) => {
    await tx`SELECT set_config('switchboard.tenant', '*', true)`;
    await tx`
      INSERT INTO orders (merchant_id, id, environment, external_id, session_key, flexcharge_order_id, state, sent,
        channel, channel_source, amount_minor, currency, declined_at, declined_at_given, received_at, updated_at,
        transaction_id, response_code, response_code_source)
      SELECT ${merchantId}, 'ord_bench_' || n, 'production', 'bench-' || n, gen_random_uuid(), ${ids}, 'submitted', true,
        'mit', 'is_mit', 4599, 'USD', now() - interval '1 hour', true, now() - interval '1 hour', now(),
        'txn-' || n, '203', 'nmi'
      FROM generate_series(0, ${ORDERS - 1}) AS n`;
    await tx`
      INSERT INTO attempts (merchant_id, order_id, number, state, sent, channel, mode, target, switch_version, trace,
        upstream_key, flexcharge_order_id, transaction_id, amount_minor, currency, begun_at)
      SELECT ${merchantId}, 'ord_bench_' || n, 1, 'submitted', true, 'mit', 'production', 'production', 1, '{}',
        gen_random_uuid(), ${ids}, 'txn-' || n, 4599, 'USD', now() - interval '1 hour'
      FROM generate_series(0, ${ORDERS - 1}) AS n`;
  });
  await sql`ANALYZE`;
}

function start(file: string, env: Record<string, string>): ChildProcess {
  const child = fork(file, {
    execArgv: [...LEAN, "--import", "./scripts/leash.mjs"],
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.push(child);
  return child;
}
