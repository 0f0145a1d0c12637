import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { type SandboxControl, SandboxControlError, sandboxControl } from "#lib/flexcharge/sandbox-control.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import type { SandboxRefusal } from "../schema.ts";

/**
 * One change of the sandbox, which all merchants share. Its entry comes first: the sandbox is another program, and an
 * entry whose change failed says less wrong than a change that nobody has made. Needs `sandbox.control`.
 */
export async function changeSandbox<Value>(
  scope: Scope,
  entry: { action: string; after: object },
  change: (control: SandboxControl) => Promise<Value>,
): Promise<Result<Value, SandboxRefusal>> {
  requirePermission(scope, "sandbox.control");
  const control = sandboxControl();
  if (!control) return refuse({ reason: "NO_SANDBOX" });
  await inScope(scope, (tx) =>
    appendEntry(tx, scope, {
      merchantId: PARTNER_TENANT,
      subject: "sandbox",
      subjectName: "FlexCharge's sandbox",
      ...entry,
    }),
  );
  try {
    return ok(await change(control));
  } catch (error) {
    if (error instanceof SandboxControlError) return refuse({ reason: "SANDBOX_DOWN" });
    throw error;
  }
}
