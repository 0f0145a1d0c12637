import { setTimeout as pause } from "node:timers/promises";
import { sharedDatabase } from "#lib/access/open-scope.ts";
import { recordKeyUses } from "#lib/access/record-key-uses.ts";
import { watchApiKeys } from "#lib/access/watch-api-keys.ts";
import { recordCalls } from "#lib/calls/record-calls.ts";
import { recordCredentialUses } from "#lib/credentials/record-credential-uses.ts";
import { rememberWebhookKeys } from "#lib/credentials/remember-webhook-keys.ts";
import { sharedFlexchargeClient } from "#lib/flexcharge/shared-client.ts";
import { systemClock } from "#lib/kit/clock.ts";
import { gatewayEnvironment, SettingError } from "#lib/kit/env.ts";
import { createLog } from "#lib/kit/log.ts";
import { endOnSignal } from "#lib/kit/shutdown.ts";
import { recordRejections } from "#lib/notices/record-rejections.ts";
import { watchSnapshot } from "#lib/switching/watch-snapshot.ts";
import { openIntake } from "#lib/transmits/open-intake.ts";
import { createApp } from "./app.ts";
import { GATEWAY_LIMITS, type GatewayDeps } from "./deps.ts";
import { createMetrics } from "./metrics.ts";
import { rawTransmit } from "./raw-transmit.ts";
import { closeServer, createGatewayServer } from "./server.ts";
import { sessionOpener } from "./session-opener.ts";
import { openTransmitDoor } from "./transmit-door.ts";

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
const rejections = recordRejections(database, {
  onError: (err) => log.warn({ err }, "rejected notices were not counted"),
});
const metrics = createMetrics();
metrics.collectProcess();
const calls = recordCalls(database, {
  onError: (err) => log.warn({ err }, "calls were not logged"),
  onMissed: (count) => metrics.callsNotLogged.inc(count),
});
const credentialUses = recordCredentialUses(database, {
  onError: (err) => log.warn({ err }, "credential uses were not kept"),
});
const flexcharge = sharedFlexchargeClient({
  onCall(ended) {
    metrics.onCall(ended);
    credentialUses.record(ended, systemClock.now());
  },
});
let started = false;
let ending = false;

const intake = openIntake({ url: environment.ingestUrl, appUrl: environment.databaseUrl });
const deps: GatewayDeps = {
  database,
  snapshot,
  keys,
  intake,
  recordKeyUse: uses.recordKeyUse,
  calls,
  flexcharge,
  openSession: sessionOpener(database),
  notices: { keys: rememberWebhookKeys(database), hosts: environment.publicHosts, rejections },
  pciScopeAcknowledged: environment.pciScopeAcknowledged,
  clock: systemClock,
  log,
  metrics,
  limits: GATEWAY_LIMITS,
  isStarted: () => started,
  isEnding: () => ending,
};
const transmitDoor = openTransmitDoor(deps);
const app = createApp(deps, transmitDoor);
const server = createGatewayServer(app, rawTransmit(deps, transmitDoor), deps.isStarted);
server.listen(environment.port, "localhost", () => {
  log.info({ port: environment.port }, "listening");
});
// A database that comes later is waited for: until then every call is told to come back (P24).
Promise.all([snapshot.ready, keys.ready]).then(() => {
  started = true;
});

endOnSignal(log, async () => {
  ending = true;
  setTimeout(() => process.exit(1), END_MS_MAX).unref();
  await pause(LEAVE_MS);
  await closeServer(server, FINISH_MS);
  await intake.close();
  await Promise.allSettled([
    uses.stop(),
    calls.stop(),
    credentialUses.stop(),
    rejections.stop(),
    snapshot.stop(),
    keys.stop(),
    flexcharge.close(),
  ]);
  await database.close();
});

function readEnvironment() {
  try {
    return gatewayEnvironment();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
