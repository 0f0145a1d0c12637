import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { World } from "./world.ts";

const lifeSeconds = 600;
const audience = ["payments", "orders", "merchants", "eligibility-sftp", "eligibility", "contact"];

/** A new bearer for one API client; `expires` is wall time in epoch milliseconds, ten minutes on (§1.4). */
export function issueBearer(world: World, clientId: string, mid: string) {
  const issuedMs = Date.now();
  const notBefore = Math.floor(issuedMs / 1000);
  const claims = {
    sub: clientId,
    unique_name: clientId,
    jti: randomUUID(),
    iat: String(issuedMs),
    aud: audience,
    "custom:mid": mid,
    nbf: notBefore,
    exp: notBefore + lifeSeconds,
    iss: "Api-Client-Service",
  };
  const head = base64url({ alg: "HS256", typ: "JWT" });
  const unsigned = `${head}.${base64url(claims)}`;
  return {
    accessToken: `${unsigned}.${sign(world, unsigned)}`,
    refreshToken: `AQAAAAEAACcQ${randomBytes(48).toString("base64")}`,
    expires: (notBefore + lifeSeconds) * 1000,
  };
}

/** The mid of a valid, unexpired `Authorization: Bearer …` of this world, else null. */
export function bearerMid(world: World, authorization: string | undefined): string | null {
  const token = /^Bearer\s+([\w-]+\.[\w-]+\.[\w-]+)\s*$/i.exec(authorization ?? "")?.[1];
  if (!token) return null;
  const cut = token.lastIndexOf(".");
  const given = Buffer.from(token.slice(cut + 1));
  const right = Buffer.from(sign(world, token.slice(0, cut)));
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return claims.exp * 1000 > Date.now() ? claims["custom:mid"] : null;
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function sign(world: World, text: string): string {
  return createHmac("sha256", `bearer:${world.signingSecret}`).update(text).digest("base64url");
}
