import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { forgetOldSignIns } from "#lib/access/jobs.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { forgetOldIdempotencyKeys } from "#lib/orders/jobs.ts";
import { type PeriodicJob, runExclusively } from "#lib/queue/periodic-job.ts";

/** Every room's jobs, in one place: what is not here does not run. */
export const JOBS: PeriodicJob<Scope>[] = [forgetOldSignIns, forgetOldIdempotencyKeys];

/** Repeats the jobs until stopped; `stop` waits for those under way. */
export function startWorker(scope: Scope, jobs: PeriodicJob<Scope>[] = JOBS) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const runs = new Counter({
    name: "switchboard_job_runs_total",
    help: "Runs of a periodic job by how they ended.",
    labelNames: ["job", "result"],
    registers: [registry],
  });
  const lastSuccess = new Gauge({
    name: "switchboard_job_last_success_seconds",
    help: "Unix time of a job's last run that succeeded.",
    labelNames: ["job"],
    registers: [registry],
  });

  let stopping = false;
  const underWay = new Set<Promise<void>>();
  const timers = jobs.map((job) => {
    const run = async () => {
      try {
        const done = await runExclusively(scope, job);
        runs.inc({ job: job.name, result: done === null ? "elsewhere" : "done" });
        lastSuccess.setToCurrentTime({ job: job.name });
      } catch (error) {
        runs.inc({ job: job.name, result: "failed" });
        console.error(`job ${job.name} failed: ${error instanceof Error ? error.message : "unknown"}`);
      }
    };
    const start = () => {
      if (stopping) return;
      const running = run().finally(() => underWay.delete(running));
      underWay.add(running);
    };
    start();
    return setInterval(start, job.everyMs);
  });

  async function databaseAnswers(): Promise<boolean> {
    try {
      await scope.database.drizzle.execute("SELECT 1");
      return true;
    } catch {
      return false;
    }
  }

  return {
    async answerHealth(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const send = (status: number, type: string, body: string) =>
        response.writeHead(status, { "content-type": type }).end(body);
      if (request.url === "/livez") return void send(200, "text/plain", "ok");
      if (request.url === "/readyz") {
        const ready = !stopping && (await databaseAnswers());
        return void send(ready ? 200 : 503, "text/plain", ready ? "ok" : "not ready");
      }
      if (request.url === "/metrics") return void send(200, registry.contentType, await registry.metrics());
      send(404, "text/plain", "not found");
    },
    async stop(): Promise<void> {
      stopping = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
      await scope.database.close();
    },
  };
}
