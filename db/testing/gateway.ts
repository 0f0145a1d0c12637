import { once } from "node:events";
import type { Server } from "node:http";
import { Writable } from "node:stream";
import { createApp } from "#gateway/app.ts";
import { GATEWAY_LIMITS, type GatewayDeps, type GatewayLimits } from "#gateway/deps.ts";
import { createMetrics } from "#gateway/metrics.ts";
import { rawTransmit } from "#gateway/raw-transmit.ts";
import { closeServer, createGatewayServer } from "#gateway/server.ts";
import { sessionOpener } from "#gateway/session-opener.ts";
import { openTransmitDoor } from "#gateway/transmit-door.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { recordKeyUses } from "#lib/access/record-key-uses.ts";
import { watchApiKeys } from "#lib/access/watch-api-keys.ts";
import { recordCalls } from "#lib/calls/record-calls.ts";
import { rememberWebhookKeys } from "#lib/credentials/remember-webhook-keys.ts";
import { type Clock, systemClock } from "#lib/kit/clock.ts";
import { createLog } from "#lib/kit/log.ts";
import { recordRejections } from "#lib/notices/record-rejections.ts";
import { watchSnapshot } from "#lib/switching/watch-snapshot.ts";
import { openIntake } from "#lib/transmits/open-intake.ts";

export type TestGateway = Awaited<ReturnType<typeof openTestGateway>>;
export type Answer = { status: number; headers: Headers; body: Record<string, unknown>; text: string };

/** The real app in process on the given database, with its log in memory. */
export async function openTestGateway(
  around: {
    appUrl: string;
    ingestUrl?: string | undefined;
    database: Scope["database"];
    flexcharge: GatewayDeps["flexcharge"];
  },
  given: { limits?: Partial<GatewayLimits>; pciScopeAcknowledged?: boolean; clock?: Clock } = {},
) {
  const lines: string[] = [];
  const log = createLog(
    "gateway",
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    }),
  );
  const watching = { database: around.database, directUrl: around.appUrl, pollMs: 500 };
  const snapshot = watchSnapshot(watching);
  const keys = watchApiKeys({ ...watching, ...(given.clock ? { clock: given.clock } : {}) });
  const uses = recordKeyUses(around.database);
  const rejections = recordRejections(around.database);
  const calls = recordCalls(around.database);
  // Filled by `listen`, so that what is signed for that server's own address holds.
  const hosts = ["gateway.test"];
  const intake = openIntake({ url: around.ingestUrl, appUrl: around.appUrl });
  await Promise.all([snapshot.ready, keys.ready]);
  const deps: GatewayDeps = {
    database: around.database,
    snapshot,
    keys,
    intake,
    recordKeyUse: uses.recordKeyUse,
    calls,
    flexcharge: around.flexcharge,
    openSession: sessionOpener(around.database),
    notices: { keys: rememberWebhookKeys(around.database), hosts, rejections },
    pciScopeAcknowledged: given.pciScopeAcknowledged ?? false,
    clock: given.clock ?? systemClock,
    log,
    metrics: createMetrics(),
    limits: { ...GATEWAY_LIMITS, loopDelayMsMax: 60_000, ...given.limits },
    isStarted: () => true,
    isEnding: () => false,
  };
  const transmitDoor = openTransmitDoor(deps);
  const app = createApp(deps, transmitDoor);
  const servers: Server[] = [];

  async function call(
    path: string,
    init: RequestInit & { token?: string; json?: unknown } = {},
  ): Promise<Answer> {
    const { token, json, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (token) headers.set("authorization", `Bearer ${token}`);
    if (json !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
    const body = json === undefined ? rest.body : JSON.stringify(json);
    const answer = await app.request(`http://gateway.test${path}`, {
      ...rest,
      method: rest.method ?? (body === undefined || body === null ? "GET" : "POST"),
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    let parsed: Record<string, unknown> = {};
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not JSON: the test looks at the text.
    }
    return { status: answer.status, headers: answer.headers, body: parsed, text };
  }
  const tokens = new Map<string, string>();
  return {
    app,
    snapshot,
    keys,
    log: lines,
    /** Counted and not yet written: a test does not wait for the second. */
    rejections,
    calls,
    call,
    /** The same app on a port of its own, as production serves it. */
    async listen(): Promise<Server> {
      const server = createGatewayServer(app, rawTransmit(deps, transmitDoor));
      servers.push(server);
      server.listen(0, "localhost");
      await once(server, "listening");
      const address = server.address();
      if (address && typeof address === "object") hosts.push(`localhost:${address.port}`);
      return server;
    },
    /** A bearer for a key pair, fetched once. */
    async bearer(pair: { appKey: string; appSecret: string }): Promise<string> {
      const known = tokens.get(pair.appKey);
      if (known) return known;
      const { appKey: AppKey, appSecret: AppSecret } = pair;
      const answer = await call("/v1/oauth2/token", { json: { AppKey, AppSecret } });
      if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${answer.text}`);
      tokens.set(pair.appKey, String(answer.body.accessToken));
      return String(answer.body.accessToken);
    },
    async stop() {
      for (const server of servers) await closeServer(server, 1_000);
      await Promise.all([
        snapshot.stop(),
        keys.stop(),
        uses.stop(),
        rejections.stop(),
        calls.stop(),
        intake.close(),
      ]);
    },
  };
}
