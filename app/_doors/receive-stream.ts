import { unstable_rethrow } from "next/navigation";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Permission } from "#lib/access/schema.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import type { Result } from "#lib/kit/result.ts";
import { reportFailure } from "./report-failure.ts";
import { currentVisit } from "./session.ts";

class TooLarge extends Error {}

/**
 * The door of a file that is worked through as it comes, so that memory stays flat: our own pages only, session row →
 * Scope, permission, the bytes counted, verb. A refusal of the verb is a 422 with its reason.
 */
export function receiveStream(
  permission: Permission,
  bytesMax: number,
  handler: (
    scope: Scope,
    file: { query: URLSearchParams; chunks: AsyncIterable<Uint8Array> },
  ) => Promise<Result<unknown, { reason: string }>>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.headers.get("sec-fetch-site") !== "same-origin")
      return answer(403, { reason: "OTHER_ORIGIN" });
    const visit = await currentVisit();
    if (!visit) return answer(401, { reason: "SIGNED_OUT" });
    const { scope } = visit;
    if (!scope.permissions.has(permission)) return answer(403, { reason: "NO_PERMISSION" });
    try {
      const query = new URL(request.url).searchParams;
      const done = await handler(scope, { query, chunks: counted(request, bytesMax) });
      return answer(done.ok ? 200 : 422, done);
    } catch (error) {
      unstable_rethrow(error);
      if (error instanceof TooLarge) return answer(413, { reason: "TOO_LARGE" });
      if (error instanceof PermissionError) return answer(403, { reason: "NO_PERMISSION" });
      reportFailure(error, scope.requestId);
      return answer(500, { reason: "UNEXPECTED", requestId: scope.requestId });
    }
  };
}

/** What is said of its size is not believed. */
async function* counted(request: Request, bytesMax: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > bytesMax) throw new TooLarge();
    yield part;
  }
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
