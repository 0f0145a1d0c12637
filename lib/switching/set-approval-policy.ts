import { eq } from "drizzle-orm";
import { z } from "zod";
import { partner } from "#db/schema/partner.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { APPROVAL_POLICIES, PARTNER_TENANT } from "#lib/terms.ts";
import { REASON_MIN } from "./errors.ts";

export const setApprovalPolicyInput = z.object({
  approvalPolicy: z.enum(APPROVAL_POLICIES),
  reason: z.string().trim().max(500),
});

/**
 * Whether a second person decides what goes to production, for every merchant. Requests that are open stay open.
 * Needs `switches.approve`, which a merchant's people and API keys never hold, and a fresh proof.
 */
export async function setApprovalPolicy(
  scope: Scope,
  input: z.input<typeof setApprovalPolicyInput>,
): Promise<Result<{ changed: boolean }, { reason: "REASON_REQUIRED"; min: number }>> {
  requirePermission(scope, "switches.approve");
  const { approvalPolicy, reason } = setApprovalPolicyInput.parse(input);
  requireFreshProof(scope);
  if (reason.length < REASON_MIN.production) {
    return refuse({ reason: "REASON_REQUIRED", min: REASON_MIN.production });
  }
  return inScope(scope, async (tx) => {
    const [own] = await tx.select().from(partner).where(eq(partner.id, PARTNER_TENANT)).for("update");
    if (!own) throw new NotFoundError("Partner");
    if (own.approvalPolicy === approvalPolicy) return ok({ changed: false });
    await tx.update(partner).set({ approvalPolicy }).where(eq(partner.id, PARTNER_TENANT));
    await appendEntry(tx, scope, {
      merchantId: PARTNER_TENANT,
      action: "partner.set_approval_policy",
      subject: PARTNER_TENANT,
      subjectName: own.name,
      before: { approvalPolicy: own.approvalPolicy },
      after: { approvalPolicy },
      reason,
    });
    return ok({ changed: true });
  });
}
