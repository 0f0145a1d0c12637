import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { credentialUses } from "#db/schema/onboarding.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import type { Environment } from "#lib/terms.ts";

type UsedSet = { merchantId: string; environment: Environment; version: number };

/**
 * Counts the programs' calls to FlexCharge by the version of the credentials that they carried (P19: machine use is
 * counted, not audited). Counts gather in memory and are written together; a crash loses at most one pause of them.
 */
export function recordCredentialUses(
  database: Database,
  options: { flushMs?: number; onError?(error: unknown): void } = {},
) {
  const flushMs = options.flushMs ?? 60_000;
  let pending = new Map<string, UsedSet & { lastUsedAt: Date; count: number }>();
  let timer: NodeJS.Timeout | null = null;

  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    if (pending.size === 0) return;
    const uses = [...pending.values()];
    pending = new Map();
    await inTenant(database, EVERY_TENANT, (tx) =>
      tx
        .insert(credentialUses)
        .values(uses)
        .onConflictDoUpdate({
          target: [credentialUses.merchantId, credentialUses.environment, credentialUses.version],
          // Several programs write: the latest use stands, and counts add up.
          set: {
            lastUsedAt: sql`greatest(${credentialUses.lastUsedAt}, excluded.last_used_at)`,
            count: sql`${credentialUses.count} + excluded.count`,
          },
        }),
    );
  }

  return {
    record({ merchantId, environment, version }: UsedSet, now: Date): void {
      const key = `${environment}|${version}|${merchantId}`;
      const known = pending.get(key);
      if (known) {
        known.lastUsedAt = now;
        known.count += 1;
      } else {
        pending.set(key, { merchantId, environment, version, lastUsedAt: now, count: 1 });
      }
      timer ??= setTimeout(() => flush().catch((error) => options.onError?.(error)), flushMs).unref();
    },
    flush,
    /** Writes what is gathered; call it before the database is closed. */
    stop: flush,
  };
}
