import { z } from "zod";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { ChangeRequestRefusal } from "./errors.ts";
import { lockRequest, moveRequest } from "./internal/carry-out-request.ts";
import { requestMayGo } from "./internal/request-machine.ts";

export const cancelChangeInput = z.object({
  merchantId: z.string().min(1),
  requestId: z.string().min(1),
  reason: z.string().trim().max(500).optional(),
});

/** Takes an open request back: its author, or whoever approves. Throws NotFoundError, PermissionError. */
export async function cancelChange(
  scope: Scope,
  input: z.input<typeof cancelChangeInput>,
): Promise<Result<{ state: "cancelled" }, ChangeRequestRefusal>> {
  const { reason, ...place } = cancelChangeInput.parse(input);
  return inScope(scope, async (tx) => {
    const { request, merchant } = await lockRequest(tx, place);
    const isAuthor = request.requestedById === scope.actor.id;
    if (!isAuthor && !scope.permissions.has("switches.approve"))
      throw new PermissionError("switches.approve");
    if (!requestMayGo(request.state, "cancelled"))
      return refuse({ reason: "NOT_OPEN", state: request.state });
    // What its approver wrote stays where nothing takes its place.
    await moveRequest(tx, request, "cancelled", scope.clock.now(), reason ? { decisionNote: reason } : {});
    await appendEntry(tx, scope, {
      merchantId: merchant.id,
      action: "change.cancel",
      subject: request.id,
      subjectName: `${merchant.name}: asked by ${request.requestedByName}`,
      ...(reason ? { reason } : {}),
    });
    return ok({ state: "cancelled" });
  });
}
