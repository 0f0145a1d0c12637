import { unstable_rethrow } from "next/navigation";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Permission } from "#lib/access/schema.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import type { Result } from "#lib/kit/result.ts";
import { reportFailure } from "./report-failure.ts";
import { currentVisit } from "./session.ts";

/**
 * The door of the few POST handlers that take a file, which server actions are too small for: our own pages only,
 * session row → Scope, permission, the body counted as it comes, verb. A refusal of the verb is a 422 with its reason.
 */
export function receive<Params>(
  permission: Permission,
  bytesMax: number,
  handler: (
    scope: Scope,
    params: Params,
    file: { query: URLSearchParams; content: Uint8Array<ArrayBuffer> },
  ) => Promise<Result<unknown, { reason: string }>>,
): (request: Request, context: { params: Promise<Params> }) => Promise<Response> {
  return async (request, context) => {
    if (request.headers.get("sec-fetch-site") !== "same-origin")
      return answer(403, { reason: "OTHER_ORIGIN" });
    const visit = await currentVisit();
    if (!visit) return answer(401, { reason: "SIGNED_OUT" });
    const { scope } = visit;
    if (!scope.permissions.has(permission)) return answer(403, { reason: "NO_PERMISSION" });
    try {
      const content = await readAll(request, bytesMax);
      if (!content) return answer(413, { reason: "DOCUMENT_TOO_LARGE" });
      const query = new URL(request.url).searchParams;
      const done = await handler(scope, await context.params, { query, content });
      return answer(done.ok ? 200 : 422, done);
    } catch (error) {
      unstable_rethrow(error);
      if (error instanceof NotFoundError) return answer(404, { reason: "NOT_FOUND" });
      if (error instanceof PermissionError) return answer(403, { reason: "NO_PERMISSION" });
      reportFailure(error, scope.requestId);
      return answer(500, { reason: "UNEXPECTED", requestId: scope.requestId });
    }
  };
}

/** Null when it is larger: what is said of its size is not believed. */
async function readAll(request: Request, bytesMax: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return null;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > bytesMax) return null;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
