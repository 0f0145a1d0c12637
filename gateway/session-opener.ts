import type { Scope } from "#lib/access/open-scope.ts";
import { openCredentials } from "#lib/credentials/open-credentials.ts";
import { rememberCredentials } from "#lib/credentials/remember-credentials.ts";
import type { EvaluateTools } from "#lib/orders/evaluate-order.ts";

/**
 * Opened credentials by the version that the snapshot knows, from memory. When that version is no longer the one in
 * use (a rotation whose news has not come), the vault's own word counts.
 */
export function sessionOpener(database: Scope["database"]): EvaluateTools["openSession"] {
  const kept = rememberCredentials(database);
  return async (merchant, environment) => {
    const { version } = merchant.credentials[environment];
    const known = version === null ? null : await kept.get(merchant.id, environment, version);
    return known ?? openCredentials(database, merchant.id, environment);
  };
}
