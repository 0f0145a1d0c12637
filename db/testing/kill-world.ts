import { ENVIRONMENTS, type Environment } from "#lib/terms.ts";
import { freePort } from "../../scripts/embedded-postgres.mjs";
import { createWorld, type KeyPair, type WorldMerchant } from "./gateway-world.ts";
import { startOwnPostgres } from "./own-postgres.ts";
import { startTestProgram, type TestProgram } from "./program.ts";

export const VICTIMS = ["gateway", "worker", "postgres"] as const;
export type Victim = (typeof VICTIMS)[number];

/** A checkout or CRM that calls the gateway: whose orders, with whose key. */
export type Caller = {
  merchant: WorldMerchant;
  environment: Environment;
  partnerWide: boolean;
  token: string;
};

export type KillWorld = Awaited<ReturnType<typeof openKillWorld>>;

/**
 * Gateway, worker and PostgreSQL as programs that a proof may kill -9 and start again; FlexCharge's stand-in is not
 * among them and keeps its record elsewhere (`TEST_DATABASE_ADMIN_URL`).
 */
export async function openKillWorld() {
  const postgres = await startOwnPostgres();
  const world = await createWorld({ home: postgres.home });
  const [gateway, worker] = await Promise.all([freePort(), freePort()]);
  const ports = { gateway, worker };
  const base = `http://localhost:${gateway}`;
  const env = {
    ...{ DATABASE_URL: postgres.home.appUrl, INGEST_DATABASE_URL: postgres.home.ingestUrl },
    ...{ GATEWAY_PORT: String(gateway), WORKER_PORT: String(worker), LOG_LEVEL: "error" },
    FLEXCHARGE_SANDBOX_URL: world.sandbox.sandboxUrl,
    FLEXCHARGE_PRODUCTION_URL: world.sandbox.productionUrl,
    SWITCHBOARD_ENCRYPTION_KEY: String(process.env.SWITCHBOARD_ENCRYPTION_KEY),
    GATEWAY_TOKEN_SECRET: String(process.env.GATEWAY_TOKEN_SECRET),
  };
  const crashes: string[] = [];
  const programs: Partial<Record<"gateway" | "worker", TestProgram>> = {};
  const start = async (name: "gateway" | "worker") => {
    programs[name] = await startTestProgram(`${name}/main.ts`, env, `http://localhost:${ports[name]}/readyz`);
  };
  await Promise.all([start("gateway"), start("worker")]);

  const callers: Caller[] = [];
  for (const merchant of [world.alpha, world.beta]) {
    for (const environment of ENVIRONMENTS) {
      for (const partnerWide of [false, true]) {
        const pair: KeyPair = partnerWide ? world.partnerKeys[environment] : merchant.keys[environment];
        callers.push({ merchant, environment, partnerWide, token: await world.bearer(pair) });
      }
    }
  }

  const noteCrashes = () => {
    for (const name of ["gateway", "worker"] as const) {
      const program = programs[name];
      if (program?.hasEnded()) crashes.push(`${name} ended by itself: ${program.output().slice(-2_000)}`);
    }
  };

  return {
    world,
    callers,
    /** Programs that ended although nobody killed them (P24), with the end of their log. */
    crashes() {
      noteCrashes();
      return [...new Set(crashes)];
    },
    /** Kills them all at the same moment, then starts them again. */
    async kill(victims: readonly Victim[]) {
      noteCrashes();
      await Promise.all(
        victims.map((victim) => (victim === "postgres" ? postgres.kill() : programs[victim]?.end("SIGKILL"))),
      );
      if (victims.includes("postgres")) await postgres.startAgain();
      await Promise.all(victims.filter((victim) => victim !== "postgres").map(start));
    },
    /** One call to the gateway's port; null when it was not answered. */
    async call(path: string, caller: Caller, body?: Record<string, unknown>) {
      const answer = await fetch(`${base}${path}`, {
        ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(12_000),
        headers: { authorization: `Bearer ${caller.token}`, "content-type": "application/json" },
      }).catch(() => null);
      const text = await answer?.text().catch(() => null);
      if (!answer || text === null || text === undefined) return null;
      return { status: answer.status, body: parsed(text) };
    },
    async stop() {
      await Promise.all([programs.gateway?.end("SIGKILL"), programs.worker?.end("SIGKILL")]);
      await world.stop();
      await postgres.stop();
    },
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
