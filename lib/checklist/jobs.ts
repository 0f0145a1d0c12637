import type { Scope } from "#lib/access/open-scope.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { collectEvidence } from "./collect-evidence.ts";

/** Ticks the steps that traffic proved. Answers how many rows of the ledger were read. */
export const collectStepEvidence: PeriodicJob<Scope> = {
  name: "collect-step-evidence",
  everyMs: 15_000,
  run: (scope) => collectEvidence(scope),
};
