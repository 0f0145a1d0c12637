import type { Scope } from "#lib/access/open-scope.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { gatherEvidence } from "./gather-evidence.ts";

/** Ticks the steps that traffic proved. Answers how many rows of the ledger were read. */
export const gatherStepEvidence: PeriodicJob<Scope> = {
  name: "gather-step-evidence",
  everyMs: 15_000,
  run: (scope) => gatherEvidence(scope),
};
