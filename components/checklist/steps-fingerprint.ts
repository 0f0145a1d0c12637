import type { Checklist } from "#lib/checklist/queries/list-steps.ts";

/** What the page shows of the steps, in one line: two that differ look different. Times of what is done are left out. */
export function stepsFingerprint({ steps, merchant }: Checklist): string {
  const told = steps.map(({ step, state, missing }) => `${step.id}=${state}/${missing.join("+")}`);
  return `${merchant.switchVersion} ${told.join(" ")}`;
}
