import type { Database } from "#db/client.ts";
import { openCredentials } from "#lib/credentials/open-credentials.ts";
import type { Session } from "#lib/flexcharge/schema.ts";
import type { Environment } from "#lib/terms.ts";

const KEPT_MS = 3_000;

/** Credentials in use per merchant and environment, looked up every few seconds at most; null where there are none. */
export function keepSessions(database: Database) {
  const kept = new Map<string, { until: number; session: Promise<Session | null> }>();
  return {
    get(merchantId: string, environment: Environment): Promise<Session | null> {
      const key = `${environment}|${merchantId}`;
      const known = kept.get(key);
      if (known && known.until > performance.now()) return known.session;
      const session = openCredentials(database, merchantId, environment);
      kept.set(key, { until: performance.now() + KEPT_MS, session });
      session.catch(() => kept.delete(key));
      return session;
    },
    forget: (merchantId: string, environment: Environment) => kept.delete(`${environment}|${merchantId}`),
  };
}
