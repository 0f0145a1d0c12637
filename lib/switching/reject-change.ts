import { z } from "zod";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { type ChangeRequestRefusal, REASON_MIN } from "./errors.ts";
import { lockRequest, moveRequest } from "./internal/carry-out-request.ts";

export const rejectChangeInput = z.object({
  merchantId: z.string().min(1),
  requestId: z.string().min(1),
  reason: z.string().trim().max(500),
});

/** Says no, with a reason that its author reads. Needs `switches.approve`. Throws NotFoundError. */
export async function rejectChange(
  scope: Scope,
  input: z.input<typeof rejectChangeInput>,
): Promise<Result<{ state: "rejected" }, ChangeRequestRefusal>> {
  requirePermission(scope, "switches.approve");
  const { reason, ...place } = rejectChangeInput.parse(input);
  return inScope(scope, async (tx) => {
    const { request, merchant } = await lockRequest(tx, place);
    if (request.state !== "in_review") return refuse({ reason: "NOT_OPEN", state: request.state });
    if (reason.length < REASON_MIN.down) return refuse({ reason: "REASON_REQUIRED", min: REASON_MIN.down });
    const at = scope.clock.now();
    const { id: decidedById, name: decidedByName } = scope.actor;
    await moveRequest(tx, request, "rejected", at, {
      decidedById,
      decidedByName,
      decidedAt: at,
      decisionNote: reason,
    });
    await appendEntry(tx, scope, {
      merchantId: merchant.id,
      action: "change.reject",
      subject: request.id,
      subjectName: `${merchant.name}: asked by ${request.requestedByName}`,
      reason,
    });
    return ok({ state: "rejected" });
  });
}
