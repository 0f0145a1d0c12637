import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import {
  type SandboxCall,
  SandboxControlError,
  sandboxControl,
  standInUrl,
} from "#lib/flexcharge/sandbox-control.ts";
import { readSandbox, type SandboxStanding } from "../internal/read-sandbox.ts";

/** Looked through for the newest ones of a merchant. */
const CALLS_LOOKED_AT = 500;
const CALLS_SHOWN = 20;

/** Where the sandbox's own time is and what is arranged in it. Needs `switches.sandbox`. */
export function getSandbox(scope: Scope): Promise<SandboxStanding> {
  requirePermission(scope, "switches.sandbox");
  return readSandbox(sandboxControl());
}

/**
 * The newest calls that the sandbox saw from one account, newest first. What only reads is left out: following open
 * orders would push everything else off the list. Needs `switches.sandbox`.
 */
export async function listSandboxCalls(scope: Scope, mid: string): Promise<SandboxCall[]> {
  requirePermission(scope, "switches.sandbox");
  const control = sandboxControl();
  if (!control) return [];
  try {
    const seen = (await control.state()).calls;
    const calls = await control.callsAfter(Math.max(0, seen - CALLS_LOOKED_AT));
    const own = calls.filter((call) => call.mid === mid.toLowerCase() && call.method !== "GET");
    return own.reverse().slice(0, CALLS_SHOWN);
  } catch (error) {
    if (error instanceof SandboxControlError) return [];
    throw error;
  }
}

/** The sandbox's hosted test checkout of a site; null where the sandbox is FlexCharge's own. */
export function hostedCheckoutUrl(mid: string, siteId: string): string | null {
  const url = standInUrl();
  return url && `${url}/checkout?${new URLSearchParams({ mid, siteId })}`;
}
