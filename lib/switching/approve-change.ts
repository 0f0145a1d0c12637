import { z } from "zod";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { ChangeRequestState } from "#lib/terms.ts";
import { type ChangeRequestRefusal, REASON_MIN } from "./errors.ts";
import {
  applyItems,
  type LockedRequest,
  lockRequest,
  moveRequest,
  obstacleOf,
} from "./internal/carry-out-request.ts";
import { isOwnRequest } from "./internal/is-own-request.ts";
import { sameName } from "./internal/judge-mode.ts";
import { type ChecklistOverride, openStepsOf, requestGates } from "./internal/request-gates.ts";
import { requestMayGo } from "./internal/request-machine.ts";

export const approveChangeInput = z.object({
  merchantId: z.string().min(1),
  requestId: z.string().min(1),
  /** The merchant's name, typed. */
  confirm: z.string().max(200),
  note: z.string().trim().max(500).optional(),
  /** Why it may go on while steps of the checklist are open. For this request alone; no other gate is let pass. */
  override: z.string().trim().max(500).optional(),
  /** Another time than the one asked for; null: at once. Absent: as asked for. */
  scheduledFor: z.coerce.date().nullish(),
});
export type ApproveChangeInput = z.input<typeof approveChangeInput>;

/** What came of it: carried out at once, or on its date. */
export type Approved = {
  state: Extract<ChangeRequestState, "applied" | "scheduled">;
  version: number;
  scheduledFor: Date | null;
};

/**
 * Approves a change request that somebody else made, or a suspended one again, and carries it out at once or on its
 * date. Everything that a switch needs is looked at anew, under the merchant's lock: of two who decide at once, one
 * does. With `override` open steps of the checklist are let pass for this request, and for no other. Needs
 * `switches.approve`. Throws NotFoundError.
 */
export async function approveChange(
  scope: Scope,
  input: ApproveChangeInput,
): Promise<Result<Approved, ChangeRequestRefusal>> {
  requirePermission(scope, "switches.approve");
  const asked = approveChangeInput.parse(input);
  return inScope(scope, async (tx) => {
    const locked = await lockRequest(tx, asked);
    const { request, merchant } = locked;
    const { state } = request;
    if (scope.actor.kind !== "user") return refuse({ reason: "NOT_A_PERSON" });
    if (state !== "in_review" && state !== "suspended") return refuse({ reason: "NOT_OPEN", state });
    if (await isOwnRequest(tx, request, scope.actor.id)) return refuse({ reason: "OWN_REQUEST" });
    const override = overrideOf(locked, asked.override);
    const obstacle = await obstacleOf(tx, locked, override);
    if (obstacle) return refuse(obstacle);
    if (override && override.reason.length < REASON_MIN.production) {
      return refuse({ reason: "REASON_REQUIRED", min: REASON_MIN.production });
    }
    if (!sameName(asked.confirm, merchant.name)) {
      return refuse({ reason: "CONFIRMATION_REQUIRED", name: merchant.name });
    }
    requireFreshProof(scope);
    const at = scope.clock.now();
    const scheduledFor = asked.scheduledFor === undefined ? request.scheduledFor : asked.scheduledFor;
    if (asked.scheduledFor && asked.scheduledFor <= at) return refuse({ reason: "TIME_PAST" });
    const waits = scheduledFor !== null && scheduledFor > at;
    const decided = {
      decidedById: scope.actor.id,
      decidedByName: scope.actor.name,
      decidedAt: at,
      decisionNote: asked.note ?? null,
      scheduledFor: waits ? scheduledFor : null,
      checklistOverride: override && JSON.stringify(override),
      cause: null,
    };
    await appendEntry(tx, scope, {
      merchantId: merchant.id,
      action: override ? "change.approve_override" : "change.approve",
      subject: request.id,
      subjectName: `${merchant.name}: asked by ${request.requestedByName}`,
      after: {
        scheduledFor: waits ? scheduledFor.toISOString() : null,
        ...(override && { withoutSteps: override.steps }),
      },
      reason: override?.reason ?? asked.note ?? request.reason,
    });
    const from = requestMayGo(state, "approved") ? { ...request, state: "approved" as const } : request;
    if (waits) {
      await moveRequest(tx, from, "scheduled", at, decided);
      return ok({ state: "scheduled", version: locked.version, scheduledFor });
    }
    const version = await applyItems(tx, scope, locked, scope.actor);
    await moveRequest(tx, from, "applied", at, { ...decided, appliedAt: at, appliedVersion: version });
    return ok({ state: "applied", version, scheduledFor: null });
  });
}

/** What the approver's words let pass: the steps that are open now. Words about nothing open are no override. */
function overrideOf(
  { merchant, items }: LockedRequest,
  reason: string | undefined,
): ChecklistOverride | null {
  const steps = reason === undefined ? null : openStepsOf(requestGates(merchant, items));
  return reason !== undefined && steps ? { reason, steps } : null;
}
