import { and, asc, isNotNull, lte } from "drizzle-orm";
import { applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { applyImports } from "./apply-imports.ts";
import { expireImports } from "./expire-imports.ts";
import { openOnboardingTools } from "./open-onboarding-tools.ts";
import { reconcileApplication } from "./reconcile-application.ts";

const AT_ONCE = 50;

/** Sends what was submitted or answered, with its documents, and asks how the others stand. Answers how many it looked at. */
export const reconcileApplications: PeriodicJob<Scope> = {
  name: "reconcile-applications",
  everyMs: 3_000,
  run: (scope) => reconcileDue(scope, openOnboardingTools(scope)),
};

/** Rows of the imports that somebody confirmed. */
export const applyConfirmedImports: PeriodicJob<Scope> = {
  name: "apply-imports",
  everyMs: 1_000,
  run: applyImports,
};

/** Files whose reader ended in the middle. */
export const expireInterruptedImports: PeriodicJob<Scope> = {
  name: "expire-imports",
  everyMs: 60_000,
  run: expireImports,
};

export async function reconcileDue(
  scope: Scope,
  tools: ReturnType<typeof openOnboardingTools>,
): Promise<number> {
  const due = await inScope(scope, (tx) =>
    tx
      .select({ merchantId: applications.merchantId, applicationId: applications.id })
      .from(applications)
      .where(and(isNotNull(applications.pollAt), lte(applications.pollAt, scope.clock.now())))
      .orderBy(asc(applications.pollAt))
      .limit(AT_ONCE),
  );
  for (const place of due) await reconcileApplication(scope, place, tools);
  return due.length;
}
