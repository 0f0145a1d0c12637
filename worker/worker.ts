import { forgetOldSignIns } from "#lib/access/jobs.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { raiseAlertsJob, sendAlertPosts } from "#lib/alerts/jobs.ts";
import { anchorHeads, verifyAuditHourly } from "#lib/audit/jobs.ts";
import { forgetOldCalls } from "#lib/calls/jobs.ts";
import { collectStepEvidence } from "#lib/checklist/jobs.ts";
import { cutOverCredentials } from "#lib/credentials/jobs.ts";
import type { Log } from "#lib/kit/log.ts";
import { sendMails } from "#lib/mails/jobs.ts";
import { measureNoticeBacklog } from "#lib/notices/jobs.ts";
import {
  applyConfirmedImports,
  expireInterruptedImports,
  reconcileApplications,
} from "#lib/onboarding/jobs.ts";
import {
  decideLateApprovals,
  findUnpolled,
  forgetOldIdempotencyKeys,
  pollDueOutcomes,
  settleUnknown,
  settleUnknownRefunds,
  syncDirectOrders,
} from "#lib/orders/jobs.ts";
import { type PeriodicJob, runExclusively } from "#lib/queue/periodic-job.ts";
import { refreshStatistics } from "#lib/queue/table-statistics.ts";
import { applyScheduledChanges, notifyOfRequests, storeDryRuns } from "#lib/switching/jobs.ts";
import { createTransmitPartitions, dropOldTransmits } from "#lib/transmits/jobs.ts";
import { measureDeliveryBacklog, walkReplays } from "#lib/webhooks/jobs.ts";
import type { WorkerMetrics } from "./metrics.ts";

/** Every room's jobs, in one place: what is not here does not run. */
export const JOBS: PeriodicJob<Scope>[] = [
  forgetOldSignIns,
  cutOverCredentials,
  forgetOldIdempotencyKeys,
  settleUnknown,
  settleUnknownRefunds,
  decideLateApprovals,
  findUnpolled,
  pollDueOutcomes,
  syncDirectOrders,
  applyScheduledChanges,
  storeDryRuns,
  notifyOfRequests,
  collectStepEvidence,
  createTransmitPartitions,
  dropOldTransmits,
  forgetOldCalls,
  applyConfirmedImports,
  expireInterruptedImports,
  refreshStatistics,
  walkReplays,
  measureDeliveryBacklog,
  measureNoticeBacklog,
  ...auditJobs(process.env.AUDIT_ANCHORS || null),
  reconcileApplications,
  raiseAlertsJob,
  sendMails,
  sendAlertPosts,
];

/** Without a file for the heads the chains are checked against themselves alone. */
function auditJobs(anchorFile: string | null): PeriodicJob<Scope>[] {
  return [...(anchorFile ? [anchorHeads(anchorFile)] : []), verifyAuditHourly(anchorFile)];
}

/**
 * Each job holds one connection for its lock and asks for more of the same pool of ten: were all to begin at once, they
 * would hold every connection and wait for each other.
 */
const AT_ONCE_MAX = 5;

export type WorkerDeps = { scope: Scope; log: Log; metrics: WorkerMetrics };

/** Repeats the jobs until stopped; `stop` waits for those under way. */
export function startWorker({ scope, log, metrics }: WorkerDeps, jobs: PeriodicJob<Scope>[] = JOBS) {
  let stopping = false;
  const underWay = new Set<Promise<void>>();
  const waiting: (() => void)[] = [];
  const begun = new Set<string>();
  let places = AT_ONCE_MAX;

  async function inTurn(work: () => Promise<void>): Promise<void> {
    if (places > 0) places -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      if (!stopping) await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else places += 1;
    }
  }

  async function run(job: PeriodicJob<Scope>): Promise<void> {
    const startedAt = performance.now();
    const took = () => Math.round(performance.now() - startedAt);
    try {
      const count = await runExclusively(scope, job);
      metrics.jobRuns.inc({ job: job.name, result: count === null ? "elsewhere" : "done" });
      metrics.jobLastSuccess.setToCurrentTime({ job: job.name });
      if (count === null) return;
      metrics.jobItems.inc({ job: job.name }, count);
      if (count > 0) log.info({ job: job.name, count, ms: took() }, "job done");
    } catch (err) {
      metrics.jobRuns.inc({ job: job.name, result: "failed" });
      log.error({ job: job.name, ms: took(), err }, "job failed");
    } finally {
      metrics.jobSeconds.observe({ job: job.name }, took() / 1000);
    }
  }

  const timers = jobs.map((job) => {
    const start = () => {
      if (stopping || begun.has(job.name)) return;
      begun.add(job.name);
      const running = inTurn(() => run(job)).finally(() => {
        begun.delete(job.name);
        underWay.delete(running);
      });
      underWay.add(running);
    };
    start();
    return setInterval(start, job.everyMs);
  });

  return {
    isEnding: () => stopping,
    async stop(): Promise<void> {
      stopping = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
