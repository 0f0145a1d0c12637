import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { DoorRefusal } from "#components/shell/action-answer.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { rolesWith } from "#lib/access/rules.ts";
import type { Permission } from "#lib/access/schema.ts";
import { NotFoundError, PermissionError, StepUpError } from "#lib/kit/errors.ts";
import type { Result } from "#lib/kit/result.ts";
import { cardFields } from "./card-fields.ts";
import { fieldsOf } from "./fields-of.ts";
import { reportFailure } from "./report-failure.ts";
import { currentVisit } from "./session.ts";
import { webLog } from "./web-log.ts";

/**
 * The door of every server action, which is a public POST: session row → Scope, permission (one of several
 * suffices), parse, no card data, verb. Expected refusals come back as values; anything else is logged under a request id.
 */
export function action<Schema extends z.ZodType, Answer extends Result<unknown, { reason: string }>>(
  schema: Schema,
  permission: Permission | readonly Permission[],
  handler: (scope: Scope, input: z.output<Schema>) => Promise<Answer>,
): (input: z.input<Schema>) => Promise<Answer | ({ ok: false } & DoorRefusal)> {
  const permissions = typeof permission === "string" ? [permission] : permission;
  return async (input) => {
    const visit = await currentVisit();
    if (!visit) return { ok: false, reason: "SIGNED_OUT" };
    const { scope } = visit;
    if (!permissions.some((one) => scope.permissions.has(one))) {
      return scope.isReadOnly ? VIEW_ONLY : noPermission(permissions[0]);
    }
    const parsed = schema.safeParse(input);
    if (!parsed.success) return { ok: false, reason: "INVALID", fields: fieldsOf(parsed.error) };
    const cards = cardFields(parsed.data);
    if (Object.keys(cards).length > 0) return { ok: false, reason: "INVALID", fields: cards };
    try {
      const startedAt = performance.now();
      const answer = await handler(scope, parsed.data);
      const ms = Math.round(performance.now() - startedAt);
      const entry = { requestId: scope.requestId, userId: visit.user.id, ms };
      if (answer.ok) webLog.info(entry, "action done");
      else webLog.info({ ...entry, reason: answer.reason }, "action refused");
      return answer;
    } catch (error) {
      unstable_rethrow(error);
      if (scope.isReadOnly && isRefusedWrite(error)) return VIEW_ONLY;
      if (error instanceof StepUpError) return { ok: false, reason: "STEP_UP_REQUIRED" };
      if (error instanceof PermissionError) return noPermission(error.permission as Permission);
      if (error instanceof NotFoundError) return { ok: false, reason: "NOT_FOUND" };
      reportFailure(error, scope.requestId);
      return { ok: false, reason: "UNEXPECTED", requestId: scope.requestId };
    }
  };
}

const VIEW_ONLY = { ok: false, reason: "VIEW_ONLY" } as const;

/** By the verb, or by the database, whose transaction may only read then. */
function isRefusedWrite(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } };
  return error instanceof PermissionError || cause?.code === "25006";
}

function noPermission(permission: Permission | undefined): { ok: false } & DoorRefusal {
  return { ok: false, reason: "NO_PERMISSION", roles: permission ? rolesWith(permission) : [] };
}
