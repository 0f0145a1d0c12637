import type { z } from "zod";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Result } from "#lib/kit/result.ts";
import { changeSandbox } from "./internal/change-sandbox.ts";
import { addFaultInput, type SandboxRefusal } from "./schema.ts";

/** Long enough that no caller waits for it, short enough that it is over when somebody looks. */
const SLOW_MS = 10_000;

/** From now on the sandbox fails calls below a path, every merchant's, until it has done so often enough or is cleared. */
export function addFault(
  scope: Scope,
  input: z.input<typeof addFaultInput>,
): Promise<Result<{ id: number }, SandboxRefusal>> {
  const { path, kind, times } = addFaultInput.parse(input);
  const fault = {
    path,
    kind,
    ...(times === null ? {} : { times }),
    ...(kind === "status" ? { status: 500 } : {}),
    ...(kind === "slow" ? { ms: SLOW_MS } : {}),
  };
  return changeSandbox(scope, { action: "sandbox.add_fault", after: fault }, (control) =>
    control.addFault(fault),
  );
}
