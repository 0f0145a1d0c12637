import { and, desc, eq, gt, gte, inArray, like, lt, or, type SQL, sql } from "drizzle-orm";
import { apiCalls } from "#db/schema/calls.ts";
import { merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";
import { callIdAt, readCallId } from "../internal/call-id.ts";
import type { CallResult } from "../schema.ts";

export type CallFilter = {
  environment: Environment;
  merchantId?: string | undefined;
  methods?: readonly string[] | undefined;
  routes?: readonly string[] | undefined;
  results?: readonly CallResult[] | undefined;
  /** With a slash first the beginning of a path; else a request, call, order or key id, whole. */
  text?: string | undefined;
  from: Date;
  /** Newer than this call. */
  since?: string | undefined;
};
export type CallRow = {
  merchantId: string;
  /** The partner's, for calls of its keys that named no merchant. */
  merchantName: string;
  id: string;
  at: Date;
  requestId: string;
  method: string;
  path: string;
  route: string;
  status: number;
  ms: number;
  externalOrderId: string | null;
  reason: string | null;
  missed: number;
};

const ROWS_MAX = 200;

/** The gateway's calls that were kept, newest first, page by key. Needs `logs.read`. */
export async function listCalls(
  scope: Scope,
  filter: CallFilter,
  page: { after?: string | null | undefined; limit: number },
): Promise<{ rows: CallRow[]; next: string | null }> {
  requirePermission(scope, "logs.read");
  const limit = Math.min(Math.max(1, page.limit), ROWS_MAX);
  const after = readCallId(page.after);
  const found = await inScope(scope, (tx) =>
    tx
      .select({
        merchantId: apiCalls.merchantId,
        merchantName: sql<string>`COALESCE(${merchants.name}, (SELECT name FROM partner))`,
        id: apiCalls.id,
        at: apiCalls.at,
        requestId: apiCalls.requestId,
        method: apiCalls.method,
        path: apiCalls.path,
        route: apiCalls.route,
        status: apiCalls.status,
        ms: apiCalls.ms,
        externalOrderId: apiCalls.externalOrderId,
        reason: apiCalls.reason,
        missed: apiCalls.missed,
      })
      .from(apiCalls)
      .leftJoin(merchants, eq(merchants.id, apiCalls.merchantId))
      .where(and(matching(filter), after ? lt(apiCalls.id, after) : undefined))
      .orderBy(desc(apiCalls.id))
      .limit(limit + 1),
  );
  const rows = found.slice(0, limit);
  return { rows, next: found.length > limit ? (rows.at(-1)?.id ?? null) : null };
}

function matching(filter: CallFilter): SQL | undefined {
  const { methods, routes, results, text, merchantId } = filter;
  const since = readCallId(filter.since);
  return and(
    eq(apiCalls.environment, filter.environment),
    merchantId ? eq(apiCalls.merchantId, merchantId) : undefined,
    gte(apiCalls.id, callIdAt(filter.from)),
    since ? gt(apiCalls.id, since) : undefined,
    methods?.length ? inArray(apiCalls.method, [...methods]) : undefined,
    routes?.length ? inArray(apiCalls.route, [...routes]) : undefined,
    results?.length ? or(...results.map((result) => STATUSES[result])) : undefined,
    text ? called(text) : undefined,
  );
}

const STATUSES: Record<CallResult, SQL> = {
  answered: sql`${apiCalls.status} < 400`,
  // As the index of refused calls says it, so that it serves.
  refused: sql`(${apiCalls.status} >= 400 AND ${apiCalls.status} < 500)`,
  failed: sql`(${apiCalls.status} >= 400 AND ${apiCalls.status} >= 500)`,
};

function called(text: string): SQL | undefined {
  if (text.startsWith("/")) return like(apiCalls.path, `${text.replace(/[\\%_]/g, "\\$&")}%`);
  return or(
    eq(apiCalls.requestId, text),
    eq(apiCalls.externalOrderId, text),
    eq(apiCalls.id, text),
    eq(apiCalls.keyId, text),
  );
}
