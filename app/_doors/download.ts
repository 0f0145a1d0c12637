import type { Scope } from "#lib/access/open-scope.ts";
import type { Permission } from "#lib/access/schema.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { isForStaffAlone } from "./for-staff-alone.ts";
import { reportFailure } from "./report-failure.ts";
import { currentVisit } from "./session.ts";

type File = { name: string; lines: AsyncGenerator<string> };

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/**
 * The door of files: session row → Scope, permission, then the lines as they come, so that memory stays flat. The
 * first line is awaited before the answer begins: what goes wrong by then is told by its status.
 */
export function download<Params>(
  permission: Permission,
  open: (scope: Scope, params: Params, query: URLSearchParams) => Promise<File>,
): (request: Request, context: { params: Promise<Params> }) => Promise<Response> {
  return async (request, context) => {
    const visit = await currentVisit();
    if (!visit) return new Response("Signed out.", { status: 401, headers: HEADERS });
    const { scope } = visit;
    if (!scope.permissions.has(permission)) {
      return new Response("Your role does not allow this.", { status: 403, headers: HEADERS });
    }
    try {
      const params = await context.params;
      if (isForStaffAlone(params, scope)) throw new NotFoundError("File");
      const file = await open(scope, params, new URL(request.url).searchParams);
      const first = await file.lines.next();
      return new Response(stream(first, file.lines), {
        headers: {
          ...HEADERS,
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="${file.name}"`,
        },
      });
    } catch (error) {
      if (error instanceof NotFoundError)
        return new Response("Not found.", { status: 404, headers: HEADERS });
      if (error instanceof PermissionError)
        return new Response("Not allowed.", { status: 403, headers: HEADERS });
      reportFailure(error, scope.requestId);
      return new Response(`It could not be written. Request ${scope.requestId}.`, {
        status: 500,
        headers: HEADERS,
      });
    }
  };
}

function stream(first: IteratorResult<string>, lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: IteratorResult<string> | null = first;
  return new ReadableStream({
    async pull(controller) {
      const line = next ?? (await lines.next());
      next = null;
      if (line.done) controller.close();
      else controller.enqueue(encoder.encode(line.value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
