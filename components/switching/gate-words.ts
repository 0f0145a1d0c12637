import type { Gate } from "#lib/switching/schema.ts";
import { GATE_NAMES, GATE_OWNERS } from "./words.ts";

/** "Production needs 2 more: production credentials verified (us), MIT enabled by FlexCharge (FlexCharge)." */
export function missingSentence(mode: string, missing: readonly Gate[]): string {
  const list = missing.map((gate) => `${lowerFirst(GATE_NAMES[gate.code])} (${ownerWord(gate.owner)})`);
  return `${mode} needs ${missing.length} more: ${list.join(", ")}.`;
}

/** The owners of open gates, each once: "Merchant, FlexCharge". */
export function gateOwners(missing: readonly Gate[]): string {
  return [...new Set(missing.map((gate) => GATE_OWNERS[gate.owner]))].join(", ");
}

function lowerFirst(text: string): string {
  return text.startsWith("MIT") || text.startsWith("Flex") ? text : text[0]?.toLowerCase() + text.slice(1);
}

function ownerWord(owner: Gate["owner"]): string {
  return owner === "flexcharge" ? "FlexCharge" : owner;
}
