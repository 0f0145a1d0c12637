// How long one decision takes in process, beside one indexed SQL query that finds the mode alone, in the same run.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import postgres from "postgres";
import { openDatabase } from "#db/client.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { decide } from "#lib/switching/rules.ts";
import type { DecisionQuestion } from "#lib/switching/schema.ts";
import { setMode } from "#lib/switching/set-mode.ts";
import { type SwitchSnapshot, watchSnapshot } from "#lib/switching/watch-snapshot.ts";
import { startPostgres } from "../scripts/embedded-postgres.mjs";
import { type BenchSite, plantSites, siteCounts } from "./decision-world.ts";
import { judge, printFigures, quantile } from "./ratio.ts";

const SITES = 10_000;
const LARGEST = 2_000;
const DECISIONS = 200_000;
const QUERIES = 10_000;
const CHANGES = 50;
const LIMIT_MICROS = 20;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const heapMb = () => {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
};
const micros = (value: number) => `${value.toFixed(2)} µs`;

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
  const counts = siteCounts(SITES, LARGEST);
  const world = await plantSites(server.adminUrl, counts);
  const database = openDatabase(world.appUrl, { applicationName: "bench", poolMax: 4 });
  const heapBefore = heapMb();
  const startedAt = performance.now();
  const snapshot = watchSnapshot({ database, directUrl: world.appUrl });
  await snapshot.ready;
  const loadMs = performance.now() - startedAt;
  const heapOfSnapshot = heapMb() - heapBefore;

  const asked = Array.from({ length: 20_000 }, (_, n) =>
    ask(world.sites[(n * 7919) % world.sites.length]!, n),
  );
  const decided = await measureDecisions(snapshot, asked);
  const queried = await measureQueries(world.ownerUrl, snapshot, asked);
  const changed = await measureChanges(snapshot, world.sites[0]!, database);
  await snapshot.stop();
  await database.close();

  const ratio = quantile(queried.times, 0.5) / quantile(decided, 0.5);
  printFigures(
    `${SITES} sites of ${world.merchants} merchants, the largest with ${counts[0]}; ${world.switches} switches`,
    [
      ["decide(), full trace, p50", micros(quantile(decided, 0.5))],
      ["decide(), full trace, p99", micros(quantile(decided, 0.99))],
      ["one indexed SQL query, mode only, p50", micros(quantile(queried.times, 0.5))],
      ["one indexed SQL query, mode only, p99", micros(quantile(queried.times, 0.99))],
      ["ratio, SQL p50 ÷ decide p50", `${ratio.toFixed(1)} ×`],
      ["snapshot: whole load", `${loadMs.toFixed(0)} ms`],
      ["snapshot: heap", `${heapOfSnapshot.toFixed(1)} MB`],
      [
        "a change of the largest merchant, acknowledged → in memory, p50",
        `${quantile(changed, 0.5).toFixed(1)} ms`,
      ],
      ["a change of the largest merchant, acknowledged → in memory, max", `${changed.at(-1)?.toFixed(1)} ms`],
    ],
  );
  judge([
    [`decide() p99 ≤ ${LIMIT_MICROS} µs with ${SITES} sites`, quantile(decided, 0.99) <= LIMIT_MICROS],
    [`memory and SQL agree on all ${QUERIES} probes`, queried.mismatches === 0],
    [
      "a change is in memory within 1 s of its acknowledgement",
      (changed.at(-1) ?? Number.POSITIVE_INFINITY) <= 1000,
    ],
  ]);
}

type Asked = { site: BenchSite; question: DecisionQuestion };

/** Live and test orders of all channels, half of them with a campaign, named by siteUrl, descriptor or siteId. */
function ask(site: BenchSite, n: number): Asked {
  const named = [
    { siteUrl: `https://www.${site.host}/checkout?step=${n}`, descriptor: site.descriptor },
    { descriptor: site.descriptor.toLowerCase() },
    { siteId: site.siteId },
  ][n % 3];
  const question: DecisionQuestion = {
    environment: n % 4 === 0 ? "sandbox" : "production",
    externalId: `order-${n}`,
    attempt: 1,
    previous: "none",
    explicitChannel: null,
    isMit: n % 5 === 0,
    orderSource: n % 7 === 0 ? "moto" : null,
    campaignId: n % 2 === 0 ? site.campaignId : null,
    ...{ siteId: null, siteUrl: null, descriptor: null, ...named },
    ...{ amountMinor: 8900, currency: "USD", cardBrand: "visa", cardCountry: "US", declineCode: "51" },
    ...{
      declinedAt: "2026-11-06T14:14:02.000Z",
      declinedAtGiven: true,
      receivedAt: "2026-11-06T14:14:05.000Z",
    },
    expiresAt: "2026-11-27T14:14:05.000Z",
  };
  return { site, question };
}

async function measureDecisions(snapshot: SwitchSnapshot, asked: Asked[]): Promise<Float64Array> {
  const once = ({ site, question }: Asked) =>
    decide(snapshot.partner(), snapshot.merchant(site.merchantId)!, question);
  for (const each of asked) once(each);
  const times = new Float64Array(DECISIONS);
  let steps = 0;
  for (let n = 0; n < DECISIONS; n += 1) {
    const from = process.hrtime.bigint();
    steps += once(asked[n % asked.length]!).steps.length;
    times[n] = Number(process.hrtime.bigint() - from) / 1000;
  }
  if (steps !== DECISIONS * 11) throw new Error("a decision without its eleven steps was measured");
  return times.sort();
}

async function measureQueries(ownerUrl: string, snapshot: SwitchSnapshot, asked: Asked[]) {
  // The owner's connection: no row-level security to pay for, so the comparison favours SQL.
  const sql = postgres(ownerUrl, { max: 1 });
  const times = new Float64Array(QUERIES);
  let mismatches = 0;
  for (let n = -500; n < QUERIES; n += 1) {
    const { site, question } = asked[(n + 500) % asked.length]!;
    const trace = decide(snapshot.partner(), snapshot.merchant(site.merchantId)!, question);
    const from = process.hrtime.bigint();
    const [row] = await sql<{ mode: string }[]>`
      SELECT w.mode FROM site_hosts h JOIN switches w ON w.merchant_id = h.merchant_id AND w.channel = ${trace.channel}
        AND ((w.scope = 'campaign' AND w.scope_id = ${trace.campaignId}) OR (w.scope = 'site' AND w.scope_id = h.site_id)
          OR (w.scope = 'merchant' AND w.scope_id = h.merchant_id))
      WHERE h.merchant_id = ${site.merchantId} AND h.host = ${site.host}
      ORDER BY CASE w.scope WHEN 'campaign' THEN 0 WHEN 'site' THEN 1 ELSE 2 END LIMIT 1`;
    if (n < 0) continue;
    times[n] = Number(process.hrtime.bigint() - from) / 1000;
    if ((row?.mode ?? "off") !== trace.mode) mismatches += 1;
  }
  await sql.end();
  return { times: times.sort(), mismatches };
}

/** From the acknowledgement of a change by the largest merchant's console to memory knowing it. */
async function measureChanges(
  snapshot: SwitchSnapshot,
  site: BenchSite,
  database: ReturnType<typeof openDatabase>,
) {
  const scope = systemScope("seed", { database });
  const times: number[] = [];
  for (let n = 0; n < CHANGES; n += 1) {
    const done = await setMode(scope, {
      ...{ scope: "site", id: site.siteId, channel: "cit_website" },
      ...{ mode: n % 2 === 0 ? "sandbox" : "off", reason: "Measured" },
    });
    const from = performance.now();
    if (!done.ok) throw new Error(done.reason);
    while ((snapshot.merchant(site.merchantId)?.switchVersion ?? 0) < done.value.version)
      await new Promise((resolve) => setImmediate(resolve));
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b);
}
