import type { Handler } from "hono";
import { isDatabaseReady } from "#lib/access/check-database.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";

/** GET /livez: the process runs. */
export const liveRoute: Handler<GatewayEnv> = (c) => {
  c.set("route", "health");
  return c.json({ status: "ok" });
};

/** GET /readyz: 503 while ending, without the database, or with a configuration too old to decide by. */
export function readyRoute(deps: GatewayDeps): Handler<GatewayEnv> {
  const { database, snapshot, limits, isStarted, isEnding } = deps;
  return async (c) => {
    c.set("route", "health");
    const fresh = snapshot.ageMs() <= limits.snapshotAgeMsMax;
    const ready =
      isStarted() && !isEnding() && fresh && (await isDatabaseReady({ database, timeoutMs: 1_000 }));
    if (!ready) c.header("retry-after", "1");
    return c.json({ status: ready ? "ok" : "not ready" }, ready ? 200 : 503);
  };
}

/** GET /metrics, in Prometheus' text form. */
export function metricsRoute({ metrics }: GatewayDeps): Handler<GatewayEnv> {
  return async (c) => {
    c.set("route", "health");
    return c.text(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType });
  };
}
