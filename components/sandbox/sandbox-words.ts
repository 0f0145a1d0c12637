import type { SandboxFaultKind, SandboxNoticeMode, SandboxRefusal } from "#lib/sandbox/schema.ts";

export const FAULT_WORDS: Record<SandboxFaultKind, string> = {
  status: "Answers 500",
  timeout_before: "No answer, nothing done",
  timeout_after: "No answer, but done",
  hangup: "Hangs up",
  slow: "Slow, 10 s",
  garbage: "Answers garbage",
};

export const NOTICE_MODE_WORDS: Record<SandboxNoticeMode, string> = {
  normal: "As they should",
  duplicate: "Twice",
  reorder: "Out of order",
  drop: "Not at all",
  forge: "With a forged signature",
  delay: "Late, 10 min",
};

export function sandboxRefusal({ reason }: SandboxRefusal): { trouble: string } {
  return {
    trouble:
      reason === "NO_SANDBOX"
        ? "This deployment speaks to FlexCharge's own sandbox, which has no controls."
        : "The sandbox does not answer. Is it running?",
  };
}

/** "2 faults active", with what notices do where that is a fault too; null when all is as it should be. */
export function faultsWords(faults: number, mode: SandboxNoticeMode): string | null {
  const words = [
    ...(faults > 0 ? [`${faults} ${faults === 1 ? "fault" : "faults"} active`] : []),
    ...(mode === "normal" ? [] : [`notices come ${NOTICE_MODE_WORDS[mode].toLowerCase()}`]),
  ];
  const text = words.join(", ");
  return text ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : null;
}
