import type { Database } from "#db/client.ts";
import type { Environment } from "#lib/terms.ts";
import { type OpenCredentials, openCredentials } from "./open-credentials.ts";

/**
 * Opened credentials kept in memory, for the gateway: it knows from its snapshot which version is in use, so
 * that a call needs no SQL and no deciphering, and a new version is opened once, however many ask for it.
 */
export function rememberCredentials(database: Database) {
  const kept = new Map<string, { version: number; opened: Promise<OpenCredentials | null> }>();
  return {
    /** Null when that version is no longer the one in use: the snapshot is behind, or it was revoked. */
    async get(
      merchantId: string,
      environment: Environment,
      version: number,
    ): Promise<OpenCredentials | null> {
      const key = `${environment}|${merchantId}`;
      let entry = kept.get(key);
      if (entry?.version !== version) {
        entry = { version, opened: openCredentials(database, merchantId, environment) };
        kept.set(key, entry);
        const mine = entry;
        const forget = () => {
          if (kept.get(key) === mine) kept.delete(key);
        };
        entry.opened.then((found) => found?.version === version || forget(), forget);
      }
      const opened = await entry.opened;
      return opened?.version === version ? opened : null;
    },
  };
}
