import { CHANNELS, type Channel } from "#lib/terms.ts";
import { changeEffect, isRaise } from "../rules.ts";
import type { Gate, MerchantConfig } from "../schema.ts";
import type { RequestItem } from "./carry-out-request.ts";
import { openGates } from "./judge-mode.ts";

/** An approver's words for letting a request go on without these steps of the checklist, by channel. */
export type ChecklistOverride = { reason: string; steps: Partial<Record<Channel, string[]>> };

export type OpenGate = Gate & { channel: Channel };
type Item = Pick<RequestItem, "scope" | "scopeId" | "channel" | "after">;

/** The gates that a request's cells still have before them, each once for a channel. Pure. */
export function requestGates(merchant: MerchantConfig, items: readonly Item[]): OpenGate[] {
  const open = new Map<string, OpenGate>();
  for (const { scope, scopeId, channel, after: mode } of items) {
    const { before, after } = changeEffect(merchant, scope, scopeId, channel, mode);
    if (!isRaise(before, after) && mode !== after) continue;
    for (const gate of openGates(merchant, channel, after))
      open.set(`${gate.code}|${channel}`, { ...gate, channel });
  }
  return [...open.values()];
}

/** The open steps that an approver lets pass for these gates; null where none is open. */
export function openStepsOf(gates: readonly OpenGate[]): ChecklistOverride["steps"] | null {
  const steps: ChecklistOverride["steps"] = {};
  for (const channel of CHANNELS) {
    const open = gates.find((gate) => gate.code === "CHECKLIST_OPEN" && gate.channel === channel)?.steps;
    if (open?.length) steps[channel] = open;
  }
  return Object.keys(steps).length > 0 ? steps : null;
}

/** Let pass are the steps that the approver saw open, and no others: one that opened since holds the request. */
export function isLetPass(override: ChecklistOverride | null, gate: OpenGate): boolean {
  const passed = override?.steps[gate.channel];
  if (gate.code !== "CHECKLIST_OPEN" || !passed || !gate.steps) return false;
  return gate.steps.every((step) => passed.includes(step));
}
