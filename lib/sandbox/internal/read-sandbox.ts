import {
  type SandboxControl,
  SandboxControlError,
  type SandboxFault,
} from "#lib/flexcharge/sandbox-control.ts";
import type { SandboxNoticeMode } from "../schema.ts";

/** `none`: this deployment speaks to FlexCharge's own sandbox, which has no controls. */
export type SandboxStanding =
  | { kind: "none" }
  | { kind: "down" }
  | { kind: "up"; now: string; noticeMode: SandboxNoticeMode; faults: SandboxFault[]; callsSeen: number };

export async function readSandbox(control: SandboxControl | null): Promise<SandboxStanding> {
  if (!control) return { kind: "none" };
  try {
    const [{ now, webhookMode, calls }, faults] = await Promise.all([control.state(), control.faults()]);
    return { kind: "up", now, noticeMode: webhookMode, faults, callsSeen: calls };
  } catch (error) {
    if (error instanceof SandboxControlError) return { kind: "down" };
    throw error;
  }
}
