import type { Context, MiddlewareHandler } from "hono";
import type { ApiKey } from "#lib/access/watch-api-keys.ts";
import type { SeenCall, SeenPart } from "#lib/calls/schema.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { merchantOfCall } from "../wire/merchant-of-call.ts";

/**
 * Hands every call of a known key to the console's log, after its answer was made (lib/calls). Of others nobody knows
 * whose log they would stand in; tokenize leaves no trace at all (P14).
 */
export function recordCall(deps: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    const answered = noteAnswer(c);
    await next();
    try {
      const call = seenCall(deps, c, answered());
      if (call) deps.calls.record(call);
    } catch (err) {
      // The answer is made: no log is worth another one.
      deps.log.error({ requestId: c.get("requestId"), route: c.get("route"), err }, "a call was not logged");
    }
  };
}

function seenCall(deps: GatewayDeps, c: Context<GatewayEnv>, answer: SeenPart): SeenCall | null {
  const key = c.get("key");
  const route = c.get("route");
  if (!key || route === "tokenize") return null;
  const { url } = c.req;
  const mark = url.indexOf("?");
  const query = mark < 0 ? null : url.slice(mark + 1);
  const kept = c.get("keptCopy");
  const isSecret = route === "token";
  return {
    merchantId: kept?.merchantId ?? c.get("merchantId") ?? namedMerchant(deps, key, c.get("asked"), query),
    environment: key.environment,
    at: deps.clock.now(),
    requestId: c.get("requestId"),
    method: c.req.method,
    path: c.req.path,
    query,
    route,
    status: c.res.status,
    ms: performance.now() - c.get("startedAt"),
    keyId: key.id,
    request: isSecret ? { leftOut: "secret" } : kept ? null : (c.get("asked") ?? null),
    answer: isSecret ? { leftOut: "secret" } : answer,
    ...(kept ? { transmit: kept } : {}),
  };
}

/** What is answered, noted while it is made: to read an answer that is made copies it. */
function noteAnswer(c: Context<GatewayEnv>): () => SeenPart {
  let noted: SeenPart = null;
  const { json, body } = c;
  c.json = ((value: unknown, ...how: never[]) => {
    noted = { json: value };
    return json(value as never, ...how);
  }) as unknown as typeof json;
  c.body = ((value: unknown, ...how: never[]) => {
    noted = typeof value === "string" ? { text: value } : null;
    return body(value as never, ...how);
  }) as unknown as typeof body;
  return () => noted;
}

/** Whose log: a partner-wide key names its merchant in the body or the address; the partner's own where it does not. */
function namedMerchant(
  deps: Pick<GatewayDeps, "snapshot">,
  key: ApiKey,
  asked: SeenPart | undefined,
  query: string | null,
): string {
  const fields = asked && "json" in asked ? Object.entries(Object(asked.json)) : [];
  const named = [...fields, ...new URLSearchParams(query ?? "")].find(([name]) =>
    /^(mid|merchantId)$/i.test(name),
  );
  const mid = typeof named?.[1] === "string" ? named[1].trim() : null;
  const found = merchantOfCall(deps, key, mid);
  return found.ok ? found.merchant.id : key.merchantId;
}
