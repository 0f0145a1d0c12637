import type { MiddlewareHandler } from "hono";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { measureLoad } from "../load-meter.ts";
import { refusal } from "../wire/refusal.ts";

/**
 * Past its capacity the gateway says so at once (P22): too many requests under way, or an event loop that runs late.
 * Those that were let in are finished.
 */
export function shedLoad({ limits, metrics }: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  let inFlight = 0;
  const load = measureLoad();

  return async (c, next) => {
    if (inFlight >= limits.inFlightMax || load.delayMs() > limits.loopDelayMsMax) {
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
