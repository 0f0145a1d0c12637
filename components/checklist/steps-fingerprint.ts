import type { Checklist } from "#lib/checklist/queries/list-steps.ts";

/** What the page shows of the steps, in one line: two that differ look different. */
export function stepsFingerprint({ steps, merchant }: Checklist): string {
  const told = steps.map(({ step, state, seen }) => {
    const newest = seen.map(({ mark, lastAt }) => `${mark}@${lastAt}`).sort();
    return `${step.id}=${state}/${newest.join("+")}`;
  });
  return `${merchant.switchVersion} ${told.join(" ")}`;
}
