import type { MiddlewareHandler } from "hono";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { createRateLimit } from "../rate-limit.ts";
import { refusal } from "../wire/refusal.ts";

/** 429 for a key that sends more than its share. */
export function limitRate({ limits, metrics }: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  const limit = createRateLimit(limits.requestsPerSecond, limits.requestsBurst);
  return async (c, next) => {
    if (!limit.takes(c.get("key").id)) {
      metrics.refusals.inc({ why: "rate" });
      return refusal(c, 429, "This key sends too many requests. Slow down.", { retryAfter: 1 });
    }
    await next();
  };
}
