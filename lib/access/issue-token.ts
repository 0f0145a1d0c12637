import { createHash, randomUUID } from "node:crypto";
import { randomToken, sameSecret, sha256 } from "#lib/kit/crypto.ts";
import {
  TOKEN_HEADER,
  TOKEN_ISSUER,
  TOKEN_LIFE_SECONDS,
  tokenSignature,
} from "./internal/token-signature.ts";
import type { ApiKey } from "./watch-api-keys.ts";

/** The varying fields of the wire's token answer (API sheet §1.4). */
export type IssuedToken = {
  accessToken: string;
  refreshToken: string;
  /** Epoch milliseconds. */
  expires: number;
  /** GUID of the API client. */
  id: string;
};

const AUDIENCE = ["payments", "orders", "merchants", "eligibility-sftp", "eligibility", "contact"];
/** What an unknown AppKey is compared with, so that it takes as long as a wrong secret. */
const NO_HASH = "0".repeat(64);

/**
 * A bearer of ten minutes with the claims of the API sheet and our key's id, or null when the pair is wrong. An
 * unknown key costs the same time as a wrong secret.
 * @param key what `keys.find(appKey)` gave
 * @param mid claim `custom:mid`; default our merchant's id, which our API takes as `mid` too
 */
export function issueToken(
  key: ApiKey | null,
  appSecret: string,
  now: Date,
  mid: string = key?.merchantId ?? "",
): IssuedToken | null {
  const right = sameSecret(sha256(appSecret), key?.secretHash ?? NO_HASH);
  if (!key || !right) return null;
  const id = clientGuid(key.id);
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims = {
    sub: id,
    unique_name: id,
    jti: randomUUID(),
    iat: String(now.getTime()),
    aud: AUDIENCE,
    "custom:mid": mid,
    "switchboard:key": key.id,
    "switchboard:environment": key.environment,
    nbf: issuedAt,
    exp: issuedAt + TOKEN_LIFE_SECONDS,
    iss: TOKEN_ISSUER,
  };
  const unsigned = `${TOKEN_HEADER}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return {
    accessToken: `${unsigned}.${tokenSignature(unsigned).toString("base64url")}`,
    // Clients expect the field; nothing accepts it, as upstream documents no refresh call either.
    refreshToken: randomToken(48),
    expires: claims.exp * 1000,
    id,
  };
}

/** The wire's ids are GUIDs; ours, always the same one for a key. */
function clientGuid(keyId: string): string {
  const hex = createHash("sha256").update(`api client ${keyId}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
