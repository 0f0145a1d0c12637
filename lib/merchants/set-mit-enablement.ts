import type { z } from "zod";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { readAccount, writeAccount } from "./internal/account-row.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { setMitEnablementInput } from "./schema.ts";

/** Records that MIT was asked for, or that FlexCharge's support has enabled it on the account of an environment. */
export async function setMitEnablement(
  scope: Scope,
  input: z.input<typeof setMitEnablementInput>,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "merchants.write");
  const { merchantId, environment, mit } = setMitEnablementInput.parse(input);
  return inScope(scope, async (tx) => {
    const merchant = await lockMerchant(tx, merchantId);
    const before = await readAccount(tx, merchantId, environment);
    if (before.mit === mit) return ok({ changed: false });
    await writeAccount(tx, merchantId, environment, {
      mit,
      mitAt: scope.clock.now(),
      mitBy: scope.actor.name,
    });
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.set_mit_enablement",
      subject: merchantId,
      subjectName: merchant.name,
      before: { environment, mit: before.mit },
      after: { environment, mit },
    });
    return ok({ changed: true });
  });
}
