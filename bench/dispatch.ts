// How fast the worker's stream sends beside the bare HTTP client, and whether a stream misses a row under 32 writers.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { Agent, request } from "undici";
import { openDatabase } from "#db/client.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { createFlexchargeClient } from "#lib/flexcharge/client.ts";
import { createLog } from "#lib/kit/log.ts";
import type { Mark } from "#lib/queue/lead-stream.ts";
import { followTransmits } from "#lib/transmits/follow-transmits.ts";
import { startTransmitStreams } from "#lib/transmits/jobs.ts";
import { startPostgres } from "../scripts/embedded-postgres.mjs";
import { judge, printFigures } from "./ratio.ts";
import { BENCH_MERCHANT, plantCopies, plantTransmitDatabase } from "./transmit-database.ts";
import { transmitRequests } from "./transmit-requests.ts";

const COPIES = Number(process.env.BENCH_COPIES ?? 20_000);
const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const LATENCY_MS = 50;
const CONNECTIONS = 64;
const WRITERS = 32;
const GOAL = 0.9;

process.env.SWITCHBOARD_ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");
const home = mkdtempSync(path.join(tmpdir(), "switchboard-bench-"));
chmodSync(home, 0o711);
const server = await startPostgres({ dataDir: path.join(home, "postgres") });
const stub = spawn(
  process.execPath,
  [fileURLToPath(new URL("stub-upstream.ts", import.meta.url)), String(LATENCY_MS)],
  {
    stdio: ["ignore", "pipe", "inherit"],
  },
);
try {
  const [port] = (await once(stub.stdout, "data")) as [Buffer];
  await run(`http://localhost:${String(port).trim()}`);
} finally {
  stub.kill();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

async function run(upstream: string): Promise<void> {
  const urls = await plantTransmitDatabase(server.adminUrl);
  const body = transmitRequests("x").body;
  const bare = await bareRate(upstream, body);
  const streamed = await streamedRate(upstream, urls, body);
  const race = await raceOfWriters(urls.ownerUrl);
  const ratio = streamed.perSecond / bare;
  printFigures(
    `${COPIES} copies to an upstream of ${LATENCY_MS} ms over ${CONNECTIONS} connections; ${WRITERS} writers`,
    [
      ["connections ÷ latency", `${Math.round(CONNECTIONS / (LATENCY_MS / 1000))} /s`],
      ["bare HTTP client", `${Math.round(bare)} /s`],
      ["the worker's stream", `${Math.round(streamed.perSecond)} /s`],
      ["ratio", `${ratio.toFixed(2)} × (goal ${GOAL})`],
      ["delivered, accepted", `${streamed.delivered}, ${COPIES}`],
      ["rows written, read by the send stream, by the attempts stream", race.counts.join(", ")],
      ["written", `${Math.round(race.writtenPerSecond)} rows/s while both streams read`],
    ],
  );
  judge([
    [`dispatch ≥ ${GOAL} × the bare client`, ratio >= GOAL],
    ["every copy was delivered", streamed.delivered === COPIES],
    [`no stream misses a row of ${race.counts[0]}, by count`, new Set(race.counts).size === 1],
  ]);
}

async function bareRate(upstream: string, body: string): Promise<number> {
  const dispatcher = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  const startedAt = performance.now();
  let left = COPIES;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left > 0) {
        left -= 1;
        const headers = { "content-type": "application/json" };
        const answer = await request(`${upstream}/v1/transmit`, {
          method: "POST",
          headers,
          body,
          dispatcher,
        });
        await answer.body.json();
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  await dispatcher.close();
  await request(`${upstream}/seen`, { method: "DELETE" }).then(({ body: seen }) => seen.dump());
  return COPIES / seconds;
}

async function streamedRate(
  upstream: string,
  urls: { ownerUrl: string; appUrl: string },
  body: string,
): Promise<{ perSecond: number; delivered: number }> {
  const database = openDatabase(urls.appUrl, { applicationName: "bench", poolMax: 4 });
  const scope = systemScope("worker", { database });
  const keys = {
    mid: "5f3b3c1e-0000-4000-8000-000000000001",
    appKey: "bench-key-0123456789abcdef",
    appSecret: "0123456789abcdef0123456789abcdef0123456789abcdef",
  };
  const entered = await enterCredentials(scope, {
    merchantId: BENCH_MERCHANT,
    environment: "production",
    ...keys,
  });
  if (!entered.ok) throw new Error(JSON.stringify(entered));
  const owner = postgres(urls.ownerUrl, { max: 1, onnotice: () => {} });
  await owner`UPDATE credential_sets SET state = 'verified', current = true`;
  await plantCopies(owner, COPIES, body);
  const flexcharge = createFlexchargeClient({
    baseUrls: { sandbox: "http://127.0.0.1:1", production: upstream },
  });
  const log = createLog("bench", new Writable({ write: (_chunk, _encoding, done) => done() }));
  const limits = { perLaneMax: CONNECTIONS, lanesTogetherMax: CONNECTIONS };
  const streams = startTransmitStreams(scope, { directUrl: urls.appUrl, flexcharge, log, limits });
  const delivered = async () =>
    (await owner<{ n: number }[]>`SELECT count(*)::int AS n FROM transmit_results`)[0]!.n;
  const deadline = Date.now() + 300_000;
  while ((await delivered()) < COPIES && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const seen = (await (await request(`${upstream}/seen`)).body.json()) as {
    transmits: number;
    seconds: number;
  };
  const count = await delivered();
  await streams.stop();
  await flexcharge.close();
  await owner`TRUNCATE transmits, transmit_results`;
  await owner.end();
  await database.close();
  return { perSecond: seen.transmits / seen.seconds, delivered: count };
}

/** Both streams read while 32 sessions write statements of many rows and keep some transactions open for a moment. */
async function raceOfWriters(ownerUrl: string): Promise<{ counts: number[]; writtenPerSecond: number }> {
  const writers = postgres(ownerUrl, { max: WRITERS, onnotice: () => {} });
  const rowsAtOnce = 50;
  let left = ROWS;
  let isWritten = false;
  const startedAt = performance.now();
  const writing = Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      while (left > 0) {
        left -= rowsAtOnce;
        if (writer % 8 !== 0) await plantCopies(writers, rowsAtOnce, "{}");
        else
          await writers.begin(async (tx) => {
            await plantCopies(tx as unknown as typeof writers, rowsAtOnce, "{}");
            await tx`SELECT pg_sleep(random() * 0.005)`;
          });
      }
    }),
  ).then(() => {
    isWritten = true;
    return (performance.now() - startedAt) / 1000;
  });
  const follow = async (read: (sql: postgres.Sql, after: Mark, limit: number) => Promise<Mark[]>) => {
    const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
    let mark: Mark = { xid: "0", seq: "0" };
    let count = 0;
    for (let isOver = false; !isOver; ) {
      const isLast = isWritten;
      const rows = await read(sql, mark, 2_000);
      count += rows.length;
      const last = rows.at(-1);
      if (last) mark = { xid: last.xid, seq: last.seq };
      isOver = isLast && rows.length === 0;
    }
    await sql.end();
    return count;
  };
  const [sent, attempts, seconds] = await Promise.all([
    follow(followTransmits.send),
    follow(followTransmits.attempts),
    writing,
  ]);
  const [kept] = await writers<{ n: number }[]>`SELECT count(*)::int AS n FROM transmits`;
  await writers.end();
  return { counts: [kept!.n, sent, attempts], writtenPerSecond: kept!.n / seconds };
}
