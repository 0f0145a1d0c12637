import { timingSafeEqual } from "node:crypto";
import { TOKEN_HEADER, TOKEN_ISSUER, tokenSignature } from "./internal/token-signature.ts";
import type { ApiKey, ApiKeys } from "./watch-api-keys.ts";

const TOKEN_MAX = 4_000;

/**
 * The key behind a bearer token, or null when the token is not ours, has ended, or its key was revoked since.
 * @param token without the word `Bearer`
 */
export function checkToken(token: string, keys: Pick<ApiKeys, "byId">, now: Date): { key: ApiKey } | null {
  if (token.length > TOKEN_MAX) return null;
  const [header, payload, signature, ...rest] = token.split(".");
  if (header !== TOKEN_HEADER || !payload || !signature || rest.length > 0) return null;
  const given = Buffer.from(signature, "base64url");
  const right = tokenSignature(`${header}.${payload}`);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  // Signed by us: the shape is ours.
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<string, unknown>;
  const seconds = now.getTime() / 1000;
  if (claims.iss !== TOKEN_ISSUER || Number(claims.exp) <= seconds) return null;
  const key = keys.byId(String(claims["switchboard:key"]));
  return key && key.environment === claims["switchboard:environment"] ? { key } : null;
}
