import type { Channel } from "#lib/terms.ts";
import type { Gate, MerchantConfig } from "../schema.ts";

/** Met when every step that the channel needs was proven or let pass; open until it was judged a first time. */
export function checklistGate(merchant: MerchantConfig, channel: Channel): Gate {
  const { open, at } = merchant.checklist[channel];
  const gate: Gate = { code: "CHECKLIST_OPEN", met: open?.length === 0, at, owner: "merchant" };
  return open?.length ? { ...gate, steps: open } : gate;
}

/** An approver may let it pass in writing; what nobody has judged yet, nobody can let pass. */
export function mayBeLetPass(gate: Gate): boolean {
  return gate.code === "CHECKLIST_OPEN" && (gate.steps?.length ?? 0) > 0;
}
