import { and, inArray, isNull } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { watchConfig } from "#db/config-watch.ts";
import { apiKeys } from "#db/schema/credentials.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { type Clock, systemClock } from "#lib/kit/clock.ts";
import type { Environment } from "#lib/terms.ts";

/** An active key as the gateway holds it. `merchantId` is PARTNER_TENANT for partner-wide keys. */
export type ApiKey = {
  id: string;
  merchantId: string;
  environment: Environment;
  name: string;
  appKey: string;
  secretHash: string;
  /** From then on it opens nothing; null: until it is revoked. */
  expiresAt?: Date | null;
};

/** Above this (at start, after a bulk import) all are read: a statement takes 65,535 parameters. */
const NAMED_MAX = 1_000;
const active = isNull(apiKeys.revokedAt);

export type ApiKeys = {
  find(appKey: string): ApiKey | null;
  byId(id: string): ApiKey | null;
};

/**
 * Every active key in memory: checking one costs no SQL. A revocation is in force when its notification
 * arrives, at the latest after `pollMs` (P17: within a second).
 */
export function watchApiKeys(options: {
  database: Database;
  /** Direct connection for LISTEN. */
  directUrl: string;
  pollMs?: number;
  onError?(error: unknown): void;
  clock?: Clock;
}): ApiKeys & { ready: Promise<void>; ageMs(): number; stop(): Promise<void> } {
  const byAppKey = new Map<string, ApiKey>();
  const byId = new Map<string, ApiKey>();
  const now = () => (options.clock ?? systemClock).now();

  const watch = watchConfig({
    url: options.directUrl,
    pollMs: options.pollMs ?? 1_000,
    onError: options.onError,
    async onChange(tenants) {
      const rows = await inTenant(options.database, EVERY_TENANT, (tx) =>
        tx
          .select()
          .from(apiKeys)
          .where(and(tenants.length > NAMED_MAX ? undefined : inArray(apiKeys.merchantId, tenants), active)),
      );
      const changed = new Set(tenants);
      for (const key of byId.values()) {
        if (!changed.has(key.merchantId)) continue;
        byId.delete(key.id);
        byAppKey.delete(key.appKey);
      }
      for (const { id, merchantId, environment, name, appKey, secretHash, expiresAt } of rows) {
        const key = { id, merchantId, environment, name, appKey, secretHash, expiresAt };
        byId.set(id, key);
        byAppKey.set(appKey, key);
      }
    },
  });
  return {
    ready: watch.ready,
    find: (appKey) => unlessExpired(byAppKey.get(appKey), now()),
    byId: (id) => unlessExpired(byId.get(id), now()),
    ageMs: () => Date.now() - watch.lastSeenAt(),
    stop: watch.stop,
  };
}

/** The clock alone ends a key: no news has to come for it. */
function unlessExpired(key: ApiKey | undefined, now: Date): ApiKey | null {
  return key && !(key.expiresAt && key.expiresAt <= now) ? key : null;
}
