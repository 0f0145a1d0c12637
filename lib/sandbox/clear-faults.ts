import type { Scope } from "#lib/access/open-scope.ts";
import type { Result } from "#lib/kit/result.ts";
import { changeSandbox } from "./internal/change-sandbox.ts";
import type { SandboxRefusal } from "./schema.ts";

/** The sandbox answers as it should again: no faults, and notices delivered once and in order. */
export function clearFaults(scope: Scope): Promise<Result<null, SandboxRefusal>> {
  const entry = { action: "sandbox.clear_faults", after: { faults: 0, notices: "normal" } };
  return changeSandbox(scope, entry, async (control) => {
    await control.clearFaults();
    await control.setNoticeMode("normal");
    return null;
  });
}
