import { setTimeout as pause } from "node:timers/promises";
import { sharedDatabase } from "#lib/access/open-scope.ts";
import { recordKeyUses } from "#lib/access/record-key-uses.ts";
import { watchApiKeys } from "#lib/access/watch-api-keys.ts";
import { sharedFlexchargeClient } from "#lib/flexcharge/shared-client.ts";
import { systemClock } from "#lib/kit/clock.ts";
import { gatewayEnvironment, SettingError } from "#lib/kit/env.ts";
import { createLog } from "#lib/kit/log.ts";
import { watchSnapshot } from "#lib/switching/watch-snapshot.ts";
import { createApp } from "./app.ts";
import { GATEWAY_LIMITS } from "./deps.ts";
import { createMetrics } from "./metrics.ts";
import { closeServer, createGatewayServer } from "./server.ts";
import { sessionOpener } from "./session-opener.ts";

/** SIGTERM to exit is bounded (P25): evaluates that have begun need eight seconds at most. */
const FINISH_MS = 12_000;
const END_MS_MAX = 18_000;
/** A balancer needs a moment to see /readyz turn. */
const LEAVE_MS = 300;

process.env.PROGRAM ??= "gateway";
const log = createLog("gateway");
const environment = readEnvironment();
const database = sharedDatabase();
const watching = {
  database,
  directUrl: environment.databaseDirectUrl,
  onError: (err: unknown) => log.warn({ err }, "the configuration was not read"),
};
const snapshot = watchSnapshot({ ...watching, pollMs: 1_000 });
const keys = watchApiKeys({ ...watching, pollMs: 500 });
const uses = recordKeyUses(database, { onError: (err) => log.warn({ err }, "key uses were not kept") });
const flexcharge = sharedFlexchargeClient();
const metrics = createMetrics();
metrics.collectProcess();
let ending = false;

const app = createApp({
  database,
  snapshot,
  keys,
  recordKeyUse: uses.recordKeyUse,
  flexcharge,
  openSession: sessionOpener(database),
  pciScopeAcknowledged: environment.pciScopeAcknowledged,
  clock: systemClock,
  log,
  metrics,
  limits: GATEWAY_LIMITS,
  isEnding: () => ending,
});
await Promise.all([snapshot.ready, keys.ready]);
const server = createGatewayServer(app);
server.listen(environment.port, "localhost", () => {
  log.info({ port: environment.port }, "listening");
});

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void end());

async function end(): Promise<void> {
  ending = true;
  setTimeout(() => process.exit(1), END_MS_MAX).unref();
  await pause(LEAVE_MS);
  await closeServer(server, FINISH_MS);
  await Promise.allSettled([uses.stop(), snapshot.stop(), keys.stop(), flexcharge.close()]);
  await database.close();
  log.info("ended");
  process.exit(0);
}

function readEnvironment() {
  try {
    return gatewayEnvironment();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
