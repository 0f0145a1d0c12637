import { createHmac } from "node:crypto";
import { gatewayTokenSecret } from "#lib/kit/env.ts";

let kept: { text: string | undefined; secret: Buffer } | null = null;

/** HMAC-SHA-256 of a token's first two parts under GATEWAY_TOKEN_SECRET (decoded once, not per request). */
export function tokenSignature(unsigned: string): Buffer {
  const text = process.env.GATEWAY_TOKEN_SECRET;
  if (kept?.text !== text || !kept) kept = { text, secret: gatewayTokenSecret() };
  return createHmac("sha256", kept.secret).update(unsigned).digest();
}

/** The only header that we write, and so the only one that we read: no other algorithm is ever considered. */
export const TOKEN_HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url");
export const TOKEN_ISSUER = "Api-Client-Service";
export const TOKEN_LIFE_SECONDS = 600;
