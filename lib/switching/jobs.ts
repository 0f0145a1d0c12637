import { and, asc, eq, lte } from "drizzle-orm";
import { changeRequests } from "#db/schema/switching.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import type { ChangeRequestState } from "#lib/terms.ts";
import { applyItems, lockRequest, moveRequest, obstacleOf } from "./internal/carry-out-request.ts";

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
    let applied = 0;
    for (const place of due) if ((await applyDue(scope, place)) === "applied") applied += 1;
    return applied;
  },
};

function applyDue(
  scope: Scope,
  place: { merchantId: string; requestId: string },
): Promise<ChangeRequestState> {
  return inScope(scope, async (tx) => {
    const locked = await lockRequest(tx, place);
    const { request, merchant } = locked;
    const at = scope.clock.now();
    // Taken back, or carried out by another worker, since it was found.
    if (request.state !== "scheduled") return request.state;
    const obstacle = await obstacleOf(tx, locked);
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
    return "applied";
  });
}
