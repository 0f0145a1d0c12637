// How fast webhooks go out beside the bare HTTP client, and what one endpoint that hangs costs the others.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import postgres, { type Sql } from "postgres";
import { Agent, request } from "undici";
import { openDatabase } from "#db/client.ts";
import { type Scope, systemScope } from "#lib/access/open-scope.ts";
import { createLog } from "#lib/kit/log.ts";
import { createEndpoint } from "#lib/webhooks/create-endpoint.ts";
import { startDeliverer } from "#lib/webhooks/jobs.ts";
import { eventBody } from "#lib/webhooks/rules.ts";
import { startPostgres } from "../scripts/embedded-postgres.mjs";
import { judge, printFigures } from "./ratio.ts";
import { BENCH_MERCHANT, plantTransmitDatabase } from "./transmit-database.ts";

const EVENTS = Number(process.env.BENCH_EVENTS ?? 10_000);
const ENDPOINTS = 8;
const LATENCY_MS = 50;
const CONNECTIONS = 64;
const GOAL = 0.5;
const DELAY_MAX = 2;
const WAIT_MS_MAX = 300_000;
const BODY = eventBody({
  ...{ event: "order.completed", at: new Date(), externalOrderId: "LL-204960", environment: "production" },
  sessionKey: "7d0c1b7e-52d4-4f0b-9a55-0e6f4f0d9b11",
});

process.env.SWITCHBOARD_ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");
process.env.WEBHOOK_ALLOW_LOOPBACK = "1";
const home = mkdtempSync(path.join(tmpdir(), "switchboard-bench-"));
chmodSync(home, 0o711);
const server = await startPostgres({ dataDir: path.join(home, "postgres") });
const stubs: ReturnType<typeof spawn>[] = [];
try {
  await run(await startStub(LATENCY_MS), await startStub(WAIT_MS_MAX));
} finally {
  for (const stub of stubs) stub.kill();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

async function startStub(latencyMs: number): Promise<string> {
  const file = fileURLToPath(new URL("stub-upstream.ts", import.meta.url));
  const stub = spawn(process.execPath, [file, String(latencyMs)], { stdio: ["ignore", "pipe", "inherit"] });
  stubs.push(stub);
  const [port] = (await once(stub.stdout, "data")) as [Buffer];
  return `http://localhost:${String(port).trim()}`;
}

async function run(receiver: string, hanging: string): Promise<void> {
  const urls = await plantTransmitDatabase(server.adminUrl);
  const owner = postgres(urls.ownerUrl, { max: 2, onnotice: () => {} });
  const database = openDatabase(urls.appUrl, { applicationName: "bench", poolMax: 4 });
  const scope = systemScope("worker", { database });
  const endpoints: string[] = [];
  for (let n = 0; n < ENDPOINTS; n += 1) endpoints.push(await addEndpoint(scope, `${receiver}/${n}`));
  const hangs = await addEndpoint(scope, `${hanging}/`);

  const bare = await bareRate(receiver);
  await plant(owner, endpoints, EVENTS);
  const drained = await drain(scope, owner, receiver, EVENTS);
  const some = Math.ceil(EVENTS / 4);
  await plant(owner, endpoints, some);
  const alone = await drain(scope, owner, receiver, some);
  await plant(owner, [hangs], some);
  await plant(owner, endpoints, some);
  const beside = await drain(scope, owner, receiver, some);
  const [rows] = await owner<
    { n: number }[]
  >`SELECT count(*)::int AS n FROM delivery_attempts WHERE error IS NULL`;
  await owner.end();
  await database.close();

  const ratio = drained.perSecond / bare;
  const delay = alone.perSecond / beside.perSecond;
  const expected = EVENTS + 2 * some;
  printFigures(`${EVENTS} events to ${ENDPOINTS} endpoints of ${LATENCY_MS} ms, ${CONNECTIONS} at once`, [
    ["bare HTTP client", `${Math.round(bare)} /s`],
    ["the deliverer", `${Math.round(drained.perSecond)} /s`],
    ["ratio", `${ratio.toFixed(2)} × (goal ${GOAL})`],
    [
      "without, beside an endpoint that hangs",
      `${Math.round(alone.perSecond)} /s, ${Math.round(beside.perSecond)} /s`,
    ],
    ["delay by it", `${delay.toFixed(2)} × (at most ${DELAY_MAX})`],
    ["logged as delivered, expected", `${rows!.n}, ${expected}`],
    ["memory", `${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`],
  ]);
  judge([
    [`deliveries ≥ ${GOAL} × the bare client`, ratio >= GOAL],
    [`an endpoint that hangs delays others by ≤ ${DELAY_MAX} ×`, delay <= DELAY_MAX],
    ["every delivery is in the log once", rows!.n === expected],
  ]);
}

async function addEndpoint(scope: Scope, url: string): Promise<string> {
  const made = await createEndpoint(scope, { merchantId: BENCH_MERCHANT, environment: "production", url });
  if (!made.ok) throw new Error(made.reason);
  return made.value.id;
}

/** Due events, spread over the endpoints, made by the server. */
async function plant(owner: Sql, endpoints: string[], count: number): Promise<void> {
  await owner`WITH events AS (
      INSERT INTO webhook_events (merchant_id, id, environment, event, external_order_id, body, occurred_at, created_at,
        source, effect_key)
      SELECT ${BENCH_MERCHANT}, 'msg_' || gen_random_uuid(), 'production', 'order.completed', 'LL-204960', ${BODY}, now(),
        now(), 'gateway', gen_random_uuid()::text FROM generate_series(1, ${count}::int)
      RETURNING *)
    INSERT INTO deliveries (merchant_id, id, environment, endpoint_id, event_id, event, state, created_at, next_at)
    SELECT merchant_id, 'dlv_' || gen_random_uuid(), environment,
      (${endpoints}::text[])[1 + (row_number() OVER ()) % ${endpoints.length}], id, event, 'pending', now(), now()
    FROM events`;
  await owner`ANALYZE deliveries`;
}

async function bareRate(receiver: string): Promise<number> {
  const dispatcher = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  const startedAt = performance.now();
  let left = EVENTS;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left > 0) {
        left -= 1;
        const answer = await request(`${receiver}/`, { method: "POST", body: BODY, dispatcher });
        await answer.body.dump();
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  await dispatcher.close();
  return EVENTS / seconds;
}

type Seen = { transmits: number; seconds: number };

/** From the first to the last that the receiver saw. */
async function drain(
  scope: Scope,
  owner: Sql,
  receiver: string,
  count: number,
): Promise<{ perSecond: number }> {
  const seen = async (method: "GET" | "DELETE") =>
    (await (await request(`${receiver}/seen`, { method })).body.json()) as Seen;
  await seen("DELETE");
  const log = createLog("bench", new Writable({ write: (_chunk, _encoding, done) => done() }));
  const limits = { perEndpointMax: 16, togetherMax: CONNECTIONS };
  const deliverer = startDeliverer(scope, { log, limits });
  const deadline = Date.now() + WAIT_MS_MAX;
  const [before] = await written(owner);
  while ((await written(owner))[0]!.n - before!.n < count && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { transmits, seconds } = await seen("GET");
  await deliverer.stop();
  return { perSecond: transmits / seconds };
}

function written(owner: Sql) {
  return owner<{ n: number }[]>`SELECT count(*)::int AS n FROM delivery_attempts WHERE error IS NULL`;
}
