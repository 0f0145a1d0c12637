import type { MiddlewareHandler } from "hono";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { measureLoad } from "../load-meter.ts";
import { refusal } from "../wire/refusal.ts";

/**
 * Before it knows keys and configuration the gateway can decide nothing, and a 401 would be a lie (P24). Past its capacity the gateway says so at once (P22): too many requests under way, or an event loop that runs late.
 * Those that were let in are finished.
 */
export function shedLoad({ limits, metrics, isStarted }: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  let inFlight = 0;
  const load = measureLoad();

  return async (c, next) => {
    if (!isStarted()) {
      metrics.refusals.inc({ why: "starting" });
      return refusal(c, 503, "Not available just now. Try again.", { retryAfter: 1 });
    }
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
