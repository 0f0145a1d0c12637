import type { MiddlewareHandler } from "hono";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { refusal } from "../wire/refusal.ts";

/** A bucket that is full again is the same as none. */
const SWEEP_MS = 60_000;

/** A token bucket per API key, so that one checkout's flood leaves room for the others (P22). */
export function limitRate({ limits, metrics }: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  const buckets = new Map<string, { left: number; at: number }>();
  const { requestsPerSecond, requestsBurst } = limits;
  setInterval(() => {
    const fullBefore = performance.now() - (requestsBurst / requestsPerSecond) * 1000;
    for (const [id, bucket] of buckets) if (bucket.at < fullBefore) buckets.delete(id);
  }, SWEEP_MS).unref();

  return async (c, next) => {
    const { id } = c.get("key");
    const now = performance.now();
    const bucket = buckets.get(id) ?? { left: requestsBurst, at: now };
    bucket.left = Math.min(requestsBurst, bucket.left + ((now - bucket.at) / 1000) * requestsPerSecond);
    bucket.at = now;
    buckets.set(id, bucket);
    if (bucket.left < 1) {
      metrics.refusals.inc({ why: "rate" });
      return refusal(c, 429, "This key sends too many requests. Slow down.", { retryAfter: 1 });
    }
    bucket.left -= 1;
    await next();
  };
}
