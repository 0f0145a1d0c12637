import { checkToken } from "./check-token.ts";
import type { ApiKey, ApiKeys } from "./watch-api-keys.ts";

const KEPT_MAX = 2_000;

/**
 * `checkToken` for a busy door: a token whose signature was found right is not computed again. Its end and its key
 * are looked at every time, so a revocation is in force as soon as `keys` knows it.
 */
export function rememberTokens(keys: Pick<ApiKeys, "byId">) {
  const kept = new Map<string, { keyId: string; endsAtMs: number }>();
  return (token: string, now: Date): { key: ApiKey } | null => {
    const known = kept.get(token);
    if (known) {
      const key = now.getTime() < known.endsAtMs ? keys.byId(known.keyId) : null;
      if (key) return { key };
      kept.delete(token);
    }
    const checked = checkToken(token, keys, now);
    if (checked) {
      if (kept.size >= KEPT_MAX) kept.clear();
      const claims = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString("utf8"));
      kept.set(token, { keyId: checked.key.id, endsAtMs: Number(claims.exp) * 1000 });
    }
    return checked;
  };
}
