import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { apiKeyUses } from "#db/schema/credentials.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";

type UsedKey = { id: string; merchantId: string };

/**
 * Keeps when each key was last used without a write per request: uses gather in memory and are written together,
 * a key at most once a minute. A crash loses at most that minute.
 */
export function recordKeyUses(
  database: Database,
  options: { flushMs?: number; onError?(error: unknown): void } = {},
) {
  const flushMs = options.flushMs ?? 60_000;
  const pending = new Map<string, { merchantId: string; keyId: string; lastUsedAt: Date }>();
  let timer: NodeJS.Timeout | null = null;

  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    if (pending.size === 0) return;
    const uses = [...pending.values()];
    pending.clear();
    await inTenant(database, EVERY_TENANT, (tx) =>
      tx
        .insert(apiKeyUses)
        .values(uses)
        .onConflictDoUpdate({
          target: [apiKeyUses.merchantId, apiKeyUses.keyId],
          // Several gateways write: the latest use stands, whoever writes last.
          set: { lastUsedAt: sql`greatest(${apiKeyUses.lastUsedAt}, excluded.last_used_at)` },
        }),
    );
  }

  return {
    recordKeyUse(key: UsedKey, now: Date): void {
      pending.set(key.id, { merchantId: key.merchantId, keyId: key.id, lastUsedAt: now });
      timer ??= setTimeout(() => flush().catch((error) => options.onError?.(error)), flushMs).unref();
    },
    flush,
    /** Writes what is gathered; call it before the database is closed. */
    stop: flush,
  };
}
