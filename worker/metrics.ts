import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { callMetrics } from "#lib/flexcharge/call-metrics.ts";
import { noticeBacklog } from "#lib/notices/jobs.ts";
import { streamAges } from "#lib/queue/stream-ages.ts";
import { deliveryBacklog } from "#lib/webhooks/jobs.ts";

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

/** What the worker's /metrics tells; labels are closed lists, never ids. */
export function createWorkerMetrics() {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: "switchboard_stream_age_seconds",
    help: "Age of the oldest row that a stream has not read.",
    labelNames: ["stream"],
    registers,
    collect() {
      this.reset();
      for (const [stream, ageMs] of streamAges()) this.set({ stream }, ageMs / 1000);
    },
  });
  new Gauge({
    name: "switchboard_deliveries_pending",
    help: "Webhook deliveries that wait at active endpoints, retries included.",
    registers,
    collect() {
      this.set(deliveryBacklog().pending);
    },
  });
  new Gauge({
    name: "switchboard_delivery_oldest_due_seconds",
    help: "How long the oldest webhook delivery that is due has waited.",
    registers,
    collect() {
      this.set(deliveryBacklog().oldestDueMs / 1000);
    },
  });
  new Gauge({
    name: "switchboard_notices_due",
    help: "FlexCharge's notices that are due and not taken.",
    registers,
    collect() {
      this.set(noticeBacklog().due);
    },
  });
  new Gauge({
    name: "switchboard_notice_oldest_due_seconds",
    help: "How long the oldest notice that is due has waited.",
    registers,
    collect() {
      this.set(noticeBacklog().oldestDueMs / 1000);
    },
  });
  return {
    registry,
    collectProcess: () => collectDefaultMetrics({ register: registry }),
    onCall: callMetrics(registry),
    jobRuns: new Counter({
      name: "switchboard_job_runs_total",
      help: "Runs of a periodic job by how they ended.",
      labelNames: ["job", "result"],
      registers,
    }),
    jobSeconds: new Histogram({
      name: "switchboard_job_seconds",
      help: "Time of a periodic job's run.",
      labelNames: ["job"],
      buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60],
      registers,
    }),
    jobItems: new Counter({
      name: "switchboard_job_items_total",
      help: "What periodic jobs have done, in their own unit.",
      labelNames: ["job"],
      registers,
    }),
    jobLastSuccess: new Gauge({
      name: "switchboard_job_last_success_seconds",
      help: "Unix time of a job's last run that succeeded.",
      labelNames: ["job"],
      registers,
    }),
  };
}
