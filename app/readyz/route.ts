import { isDatabaseReady } from "#lib/access/check-database.ts";

export const dynamic = "force-dynamic";

/** The program can serve: the database answers. 503 tells a balancer to wait. */
export async function GET(): Promise<Response> {
  const ready = await isDatabaseReady();
  return Response.json(
    { status: ready ? "ok" : "waiting", database: ready ? "ok" : "unreachable" },
    { status: ready ? 200 : 503, headers: ready ? {} : { "retry-after": "1" } },
  );
}
