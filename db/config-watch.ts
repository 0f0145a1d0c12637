import postgres from "postgres";
import { reconnectPause } from "./client.ts";
import { withoutLostRollback } from "./lost-connection.ts";

type Version = { merchant_id: string; version: string };

export type ConfigWatch = {
  /** Resolves once listening, however long the database is away; from then on no change is missed. */
  ready: Promise<void>;
  /** Wall time of the last look at the database that succeeded: how stale memory can be. */
  lastSeenAt(): number;
  stop(): Promise<void>;
};

/**
 * Tells which tenants' configuration changed: at once by LISTEN, and at the latest after `pollMs` by comparing
 * config_versions, so that a lost notification or a lost connection is bounded (P9).
 */
export function watchConfig(options: {
  /** A direct connection: LISTEN does not pass a pooler in transaction mode. */
  url: string;
  pollMs?: number;
  onChange(tenants: string[]): Promise<void> | void;
  onError?(error: unknown): void;
}): ConfigWatch {
  const sql = postgres(options.url, {
    max: 2,
    backoff: reconnectPause,
    onnotice: () => {},
    connection: { application_name: "switchboard-config-watch" },
  });
  const seen = new Map<string, number>();
  let lastSeenAt = 0;
  let stopped = false;
  let polling = Promise.resolve();
  let listening = false;
  const { promise: ready, resolve: setReady } = Promise.withResolvers<void>();

  const poll = async () => {
    const startedAt = Date.now();
    const missesNothing = listening;
    try {
      const rows = await sql.begin((tx) =>
        withoutLostRollback(async () => {
          await tx`SELECT set_config('switchboard.tenant', '*', true)`;
          return await tx<Version[]>`SELECT merchant_id, version FROM config_versions`;
        }),
      );
      const changed = rows.filter((row) => seen.get(row.merchant_id) !== Number(row.version));
      if (changed.length > 0) await options.onChange(changed.map((row) => row.merchant_id));
      for (const row of changed) seen.set(row.merchant_id, Number(row.version));
      lastSeenAt = startedAt;
      if (missesNothing) setReady();
    } catch (error) {
      if (!stopped) options.onError?.(error);
    }
  };
  // One look at a time: a notification during a look makes exactly one more.
  let again = false;
  let looking = false;
  const look = () => {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    polling = (async () => {
      do {
        again = false;
        await poll();
      } while (again && !stopped);
      looking = false;
    })();
  };

  const timer = setInterval(look, options.pollMs ?? 2000);
  const onListening = () => {
    listening = true;
    look();
  };
  // The driver tries again by itself, and tells here when it listens.
  sql.listen("switchboard_config", look, onListening).catch((error) => {
    if (!stopped) options.onError?.(error);
  });
  return {
    ready,
    lastSeenAt: () => lastSeenAt,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await polling;
      await sql.end({ timeout: 2 });
    },
  };
}
