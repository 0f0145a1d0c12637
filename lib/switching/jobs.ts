import { and, asc, eq, isNull, lte, sql } from "drizzle-orm";
import { changeRequests } from "#db/schema/switching.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import type { ChangeRequestState } from "#lib/terms.ts";
import {
  applyItems,
  lockRequest,
  moveRequest,
  obstacleOf,
  storedOverride,
} from "./internal/carry-out-request.ts";
import { notifyRequest } from "./notify-request.ts";
import { storeDryRun } from "./store-dry-run.ts";

const REQUESTS_A_RUN = 50;

/**
 * Carries out what was approved for a date that has come, each request in a transaction of its own. What it needs is
 * looked at again: where a gate has closed it is suspended, where its cells were set meanwhile it has failed, and
 * both say why. Answers how many were carried out.
 */
export const applyScheduledChanges: PeriodicJob<Scope> = {
  name: "apply-scheduled-changes",
  everyMs: 5_000,
  async run(scope) {
    const due = await inScope(scope, (tx) =>
      tx
        .select({ merchantId: changeRequests.merchantId, requestId: changeRequests.id })
        .from(changeRequests)
        .where(
          and(eq(changeRequests.state, "scheduled"), lte(changeRequests.scheduledFor, scope.clock.now())),
        )
        .orderBy(asc(changeRequests.scheduledFor))
        .limit(REQUESTS_A_RUN),
    );
    return countDone(due, async (place) => (await applyDue(scope, place)) === "applied");
  },
};

/** The dry run of every request that has none yet, whichever door it came through. Answers how many were kept. */
export const storeDryRuns: PeriodicJob<Scope> = {
  name: "store-dry-runs",
  everyMs: 5_000,
  async run(scope) {
    const waiting = await inScope(scope, (tx) =>
      tx
        .select({ merchantId: changeRequests.merchantId, requestId: changeRequests.id })
        .from(changeRequests)
        .where(and(eq(changeRequests.state, "in_review"), isNull(changeRequests.dryRun)))
        .orderBy(asc(changeRequests.requestedAt))
        .limit(REQUESTS_A_RUN),
    );
    return countDone(waiting, (place) => storeDryRun(scope, place));
  },
};

/** Tells people of every request whose state they have not been written to about. Answers how many requests that were. */
export const notifyOfRequests: PeriodicJob<Scope> = {
  name: "notify-of-requests",
  everyMs: 5_000,
  async run(scope) {
    const untold = await inScope(scope, (tx) =>
      tx
        .select({ merchantId: changeRequests.merchantId, requestId: changeRequests.id })
        .from(changeRequests)
        .where(sql`${changeRequests.toldState} IS DISTINCT FROM ${changeRequests.state}`)
        .orderBy(asc(changeRequests.stateAt))
        .limit(REQUESTS_A_RUN),
    );
    return countDone(untold, async (place) => (await notifyRequest(scope, place)) > 0);
  },
};

type Place = { merchantId: string; requestId: string };

/** One request that cannot be handled does not keep the others from their turn; it is told of at the end. */
async function countDone(places: Place[], work: (place: Place) => Promise<boolean>): Promise<number> {
  let done = 0;
  const failures: unknown[] = [];
  for (const place of places) {
    try {
      if (await work(place)) done += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} change requests failed`);
  return done;
}

function applyDue(scope: Scope, place: Place): Promise<ChangeRequestState> {
  return inScope(scope, async (tx) => {
    const locked = await lockRequest(tx, place);
    const { request, merchant } = locked;
    const at = scope.clock.now();
    // Taken back, or carried out by another worker, since it was found.
    if (request.state !== "scheduled") return request.state;
    const obstacle = await obstacleOf(tx, locked, storedOverride(request));
    if (obstacle) {
      const to = obstacle.reason === "GATES_NOT_MET" ? "suspended" : "failed";
      await moveRequest(tx, request, to, at, { cause: JSON.stringify(obstacle) });
      await appendEntry(tx, scope, {
        merchantId: merchant.id,
        action: to === "suspended" ? "change.suspend" : "change.fail",
        subject: request.id,
        subjectName: `${merchant.name}: asked by ${request.requestedByName}`,
        after: obstacle,
      });
      return to;
    }
    const approver = { id: request.decidedById ?? "", name: request.decidedByName ?? "" };
    const version = await applyItems(tx, scope, locked, approver);
    await moveRequest(tx, request, "applied", at, { appliedAt: at, appliedVersion: version, cause: null });
    await appendEntry(tx, scope, {
      merchantId: merchant.id,
      action: "change.apply",
      subject: request.id,
      subjectName: `${merchant.name}: asked by ${request.requestedByName}, approved by ${approver.name}`,
      after: { version },
      reason: request.reason,
    });
    return "applied";
  });
}
