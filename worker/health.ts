import { createServer, type Server } from "node:http";
import { isDatabaseReady } from "#lib/access/check-database.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { WorkerMetrics } from "./metrics.ts";

/** /livez: the process runs. /readyz: 503 while ending or without the database. /metrics: Prometheus' text form. */
export function createHealthServer(deps: {
  database: Scope["database"];
  metrics: WorkerMetrics;
  isEnding(): boolean;
}): Server {
  const { database, metrics, isEnding } = deps;
  async function answer(path: string): Promise<{ status: number; type: string; body: string }> {
    const told = (status: number, word: string) => ({
      status,
      type: "application/json",
      body: JSON.stringify({ status: word }),
    });
    if (path === "/livez") return told(200, "ok");
    if (path === "/readyz") {
      const ready = !isEnding() && (await isDatabaseReady({ database, timeoutMs: 1_000 }));
      return ready ? told(200, "ok") : told(503, "not ready");
    }
    if (path === "/metrics") {
      return { status: 200, type: metrics.registry.contentType, body: await metrics.registry.metrics() };
    }
    return told(404, "There is no such page.");
  }
  return createServer((request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    answer(path).then(
      ({ status, type, body }) => {
        const retry = status === 503 ? { "retry-after": "1" } : {};
        response.writeHead(status, { "content-type": type, "cache-control": "no-store", ...retry }).end(body);
      },
      () => response.writeHead(500).end(),
    );
  });
}
