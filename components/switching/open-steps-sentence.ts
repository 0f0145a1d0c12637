import { STEP_TITLES } from "#lib/checklist/schema.ts";
import type { Gate } from "#lib/switching/schema.ts";

/** "Open on the checklist: Full and partial refund, Evaluate after a decline." */
export function openStepsSentence(gates: readonly Pick<Gate, "steps">[]): string {
  return `Open on the checklist: ${stepNames(gates.flatMap(({ steps }) => steps ?? []))}.`;
}

export function stepNames(steps: readonly string[]): string {
  const titles: Record<string, string> = STEP_TITLES;
  return [...new Set(steps)].map((step) => titles[step] ?? step).join(", ");
}
