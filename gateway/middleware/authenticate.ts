import type { Handler, MiddlewareHandler } from "hono";
import { apiKeyScope } from "#lib/access/open-scope.ts";
import { rememberTokens } from "#lib/access/remember-tokens.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { UNAUTHORIZED } from "../wire/answers.ts";
import { isManagement, problem } from "../wire/problem-json.ts";

/** `Authorization: Bearer …` to key and Scope, from memory: no SQL. Missing, wrong, expired and revoked are one 401. */
export function authenticate(deps: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  const { database, clock, keys, recordKeyUse } = deps;
  const check = rememberTokens(keys);
  return async (c, next) => {
    const now = clock.now();
    const bearer = bearerOf(c.req.header("authorization"));
    const known = bearer ? check(bearer, now) : null;
    if (!known) {
      c.header("www-authenticate", "Bearer");
      if (isManagement(c))
        return problem(c, 401, "UNAUTHENTICATED", "The bearer token is missing, wrong or expired.");
      return c.json(UNAUTHORIZED, 401);
    }
    const { key } = known;
    c.set("key", key);
    c.set("scope", apiKeyScope(key, { database, clock, requestId: c.get("requestId") }));
    recordKeyUse(key, now);
    await next();
  };
}

/** The token of an `Authorization: Bearer …` header; null when there is none. */
export function bearerOf(header: string | undefined): string | null {
  return /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)\s*$/i.exec(header ?? "")?.[1] ?? null;
}

/**
 * A route that needs a key. The app puts authenticate before everything but health, token and description; this says
 * so where the route is read, and a route that was hung elsewhere by mistake fails instead of answering.
 */
export function authenticated<Path extends string>(
  handler: Handler<GatewayEnv, Path>,
): Handler<GatewayEnv, Path> {
  return (c, next) => {
    if (!c.get("key")) throw new Error("this route was reached without a key");
    return handler(c, next);
  };
}
