import type { z } from "zod";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Result } from "#lib/kit/result.ts";
import { changeSandbox } from "./internal/change-sandbox.ts";
import { type SandboxRefusal, setNoticeModeInput } from "./schema.ts";

/** How the sandbox delivers every merchant's notices from now on: as it should, or with one of its faults. */
export function setNoticeMode(
  scope: Scope,
  input: z.input<typeof setNoticeModeInput>,
): Promise<Result<null, SandboxRefusal>> {
  const { mode } = setNoticeModeInput.parse(input);
  return changeSandbox(scope, { action: "sandbox.set_notices", after: { mode } }, async (control) => {
    await control.setNoticeMode(mode);
    return null;
  });
}
