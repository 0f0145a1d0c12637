import type { MiddlewareHandler } from "hono";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { refusal } from "../wire/refusal.ts";

const LOOK_EVERY_MS = 50;

/**
 * Past its capacity the gateway says so at once (P22): too many requests under way, or an event loop that runs late.
 * Those that were let in are finished.
 */
export function shedLoad({ limits, metrics }: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  let inFlight = 0;
  let delayMs = 0;
  let lookedAt = performance.now();
  setInterval(() => {
    const now = performance.now();
    // Falls slowly, so that one good moment does not let the flood in again.
    delayMs = Math.max(now - lookedAt - LOOK_EVERY_MS, delayMs * 0.7);
    lookedAt = now;
  }, LOOK_EVERY_MS).unref();

  return async (c, next) => {
    if (inFlight >= limits.inFlightMax || delayMs > limits.loopDelayMsMax) {
      metrics.refusals.inc({ why: "overload" });
      return refusal(c, 503, "Too many requests are under way. Try again.", { retryAfter: 1 });
    }
    inFlight += 1;
    metrics.inFlight.set(inFlight);
    try {
      await next();
    } finally {
      inFlight -= 1;
      metrics.inFlight.set(inFlight);
    }
  };
}
