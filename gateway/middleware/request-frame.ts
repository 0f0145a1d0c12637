import type { MiddlewareHandler } from "hono";
import { requestIdOf } from "#lib/kit/request-id.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { SECURITY_HEADERS } from "../security-headers.ts";

const HEADERS = Object.entries(SECURITY_HEADERS);

/** Around every request: its id, security headers, one line in the log, its time in the metrics. Never a body. */
export function requestFrame({ log, metrics }: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    const requestId = requestIdOf(c.req.header("x-request-id"));
    const startedAt = performance.now();
    c.set("requestId", requestId);
    c.set("startedAt", startedAt);
    c.set("route", "other");
    // Before there is an answer: to add a header to one that is made copies it, and its body becomes a stream.
    c.header("x-request-id", requestId);
    for (const [name, value] of HEADERS) c.header(name, value);
    await next();
    const ms = performance.now() - startedAt;
    const { status } = c.res;
    const route = c.get("route");
    metrics.requests.observe({ route, status: String(status) }, ms / 1000);
    if (route === "health") return;
    const entry = {
      requestId,
      route,
      method: c.req.method,
      status,
      ms: Math.round(ms),
      keyId: c.get("key")?.id,
    };
    if (status >= 500) log.warn(entry, "answered");
    else log.info(entry, "answered");
  };
}
