import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "#db/migrate.ts";
import { databaseUrl } from "#db/testing/database-url.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { startTestProgram, type TestProgram } from "#db/testing/program.ts";
import { processedPayment } from "#db/testing/transmits.ts";
import { ENVIRONMENTS, type Environment } from "#lib/terms.ts";
import { freePort, startPostgres } from "../scripts/embedded-postgres.mjs";

const SEEDS = (process.env.KILL_SEEDS ?? "7").split(",").map(Number);
const COPIES = 240;
const CLIENTS = 12;
const PASSWORD = "switchboard-test";

let home: string;
let server: Awaited<ReturnType<typeof startPostgres>>;
let world: World;
const programs: { gateway?: TestProgram; worker?: TestProgram } = {};
let ports: { gateway: number; worker: number };
let env: Record<string, string>;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), `switchboard-test-${process.pid}-`));
  chmodSync(home, 0o711);
  // Durable and its own: this test kills it.
  server = await startPostgres({ dataDir: path.join(home, "postgres") });
  const admin = postgres(server.adminUrl, { max: 1, onnotice: () => {} });
  await admin`CREATE DATABASE killed`;
  await admin.end();
  const ownerUrl = databaseUrl(server.adminUrl, { database: "killed" });
  await migrate(ownerUrl, { appPassword: PASSWORD, ingestPassword: PASSWORD });
  const as = (user: string) => databaseUrl(ownerUrl, { database: "killed", user, password: PASSWORD });
  const urls = { ownerUrl, appUrl: as("switchboard_app"), ingestUrl: as("switchboard_ingest") };
  world = await createWorld({ home: { ...urls, drop: async () => {} } });
  const [gateway, worker] = await Promise.all([freePort(), freePort()]);
  ports = { gateway, worker };
  env = {
    ...{ DATABASE_URL: urls.appUrl, INGEST_DATABASE_URL: urls.ingestUrl, LOG_LEVEL: "error" },
    ...{ GATEWAY_PORT: String(gateway), WORKER_PORT: String(worker) },
    FLEXCHARGE_SANDBOX_URL: world.sandbox.sandboxUrl,
    FLEXCHARGE_PRODUCTION_URL: world.sandbox.productionUrl,
    SWITCHBOARD_ENCRYPTION_KEY: String(process.env.SWITCHBOARD_ENCRYPTION_KEY),
    GATEWAY_TOKEN_SECRET: String(process.env.GATEWAY_TOKEN_SECRET),
  };
  await Promise.all([start("gateway"), start("worker")]);
}, 120_000);
afterAll(async () => {
  await Promise.all([programs.gateway?.end("SIGKILL"), programs.worker?.end("SIGKILL")]);
  await world?.stop();
  await server?.stop();
  if (home) rmSync(home, { recursive: true, force: true });
}, 60_000);

async function start(name: "gateway" | "worker") {
  programs[name] = await startTestProgram(`${name}/main.ts`, env, `http://localhost:${ports[name]}/readyz`);
}

async function kill(what: "gateway" | "worker" | "postgres" | "all") {
  if (what === "all" || what === "gateway") await programs.gateway?.end("SIGKILL");
  if (what === "all" || what === "worker") await programs.worker?.end("SIGKILL");
  if (what === "all" || what === "postgres") {
    process.kill(server.pid, "SIGKILL");
    while (isRunning(server.pid)) await pause(10);
    server = await startPostgres({ dataDir: path.join(home, "postgres"), port: server.port });
  }
  if (what === "all" || what === "gateway") await start("gateway");
  if (what === "all" || what === "worker") await start("worker");
}

/** A zombie is not: it serves nobody. */
function isRunning(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "";
  return stat !== "" && !/\) [ZX] /.test(stat);
}

/** Mulberry32: the same seed, the same story. */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test.each(SEEDS)(
  "no acknowledged copy is lost when programs and database are killed (seed %i)",
  async (seed) => {
    const chance = random(seed);
    const senders = [world.alpha, world.beta].flatMap((merchant) =>
      ENVIRONMENTS.map((environment) => ({ merchant, environment })),
    );
    const bearers = await Promise.all(
      senders.map(({ merchant, environment }) => world.bearer(merchant.keys[environment])),
    );
    const acked: { orderId: string; mid: string; environment: Environment }[] = [];
    let next = 0;
    const client = async () => {
      while (next < COPIES) {
        const n = next;
        next += 1;
        const which = Math.floor(chance() * senders.length);
        const { merchant, environment } = senders[which]!;
        const body = processedPayment({ orderId: `killed-${seed}-${n}` });
        // A checkout that is told nothing, or to come back, comes back with the same copy.
        for (let tries = 0; tries < 200; tries += 1) {
          const answer = await fetch(`http://localhost:${ports.gateway}/v1/transmit`, {
            ...{ method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(6_000) },
            headers: { authorization: `Bearer ${bearers[which]}`, "content-type": "application/json" },
          }).catch(() => null);
          if (answer) expect([200, 503]).toContain(answer.status);
          if (answer?.status === 200) {
            acked.push({ orderId: String(body.orderId), mid: merchant.mids[environment], environment });
            break;
          }
          await pause(100);
        }
        await pause(20);
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    const victims = (["gateway", "worker", "postgres", "all"] as const).toSorted(() => chance() - 0.5);
    for (const [index, victim] of victims.entries()) {
      const wanted = Math.floor(((index + 0.5 + chance() / 2) * COPIES) / (victims.length + 1));
      while (acked.length < wanted) await pause(5);
      await kill(victim);
    }
    await Promise.all(clients);
    const healthySince = Date.now();
    expect(acked).toHaveLength(COPIES);

    const arrived = async () => {
      const calls = await Promise.all(
        ENVIRONMENTS.map((environment) => world.sandbox.control(environment).calls({ path: "/v1/transmit" })),
      );
      return calls.flat().filter(({ status }) => status === 200);
    };
    await expect
      .poll(
        async () => {
          const seen = new Set((await arrived()).map(({ body }) => (body as { orderId: string }).orderId));
          return acked.filter(({ orderId }) => !seen.has(orderId)).length;
        },
        { timeout: 60_000, interval: 250 },
      )
      .toBe(0);
    // P1: within 60 s of upstream being healthy.
    expect(Date.now() - healthySince).toBeLessThan(60_000);
    const owners = new Map(acked.map((copy) => [copy.orderId, copy]));
    for (const call of await arrived()) {
      const copy = owners.get((call.body as { orderId: string }).orderId);
      if (copy) expect([call.mid, call.environment]).toEqual([copy.mid, copy.environment]);
    }
  },
  240_000,
);
