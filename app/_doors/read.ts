import { unstable_rethrow } from "next/navigation";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Permission } from "#lib/access/schema.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { isForStaffAlone } from "./for-staff-alone.ts";
import { reportFailure } from "./report-failure.ts";
import { currentPoll } from "./session.ts";

/**
 * The door of the few GET handlers that a live table polls: session row → Scope, permission, query, JSON.
 * Polling is no sign of life, so an unattended browser is signed out all the same.
 */
export function read<Params>(
  permission: Permission,
  handler: (scope: Scope, params: Params, query: URLSearchParams) => Promise<unknown>,
): (request: Request, context: { params: Promise<Params> }) => Promise<Response> {
  return async (request, context) => {
    const visit = await currentPoll();
    if (!visit) return answer(401, { reason: "SIGNED_OUT" });
    const { scope } = visit;
    if (!scope.permissions.has(permission)) return answer(403, { reason: "NO_PERMISSION" });
    try {
      const params = await context.params;
      if (isForStaffAlone(params, scope)) throw new NotFoundError("Page");
      return answer(200, await handler(scope, params, new URL(request.url).searchParams));
    } catch (error) {
      unstable_rethrow(error);
      if (error instanceof NotFoundError) return answer(404, { reason: "NOT_FOUND" });
      if (error instanceof PermissionError) return answer(403, { reason: "NO_PERMISSION" });
      reportFailure(error, scope.requestId);
      return answer(500, { reason: "UNEXPECTED", requestId: scope.requestId });
    }
  };
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
