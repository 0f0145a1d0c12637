import type { Handler } from "hono";
import { issueToken } from "#lib/access/issue-token.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { envelope, VALIDATION_TITLE, wrapped } from "../wire/answers.ts";
import { readBody } from "../wire/body-reading.ts";
import { problemsOf } from "../wire/problems.ts";
import { readJsonBody } from "../wire/read-json-body.ts";
import { tokenBody } from "../wire/token-body.ts";

/** POST /v1/oauth2/token (API sheet §1.4): our key pair for a bearer of ten minutes. Bad keys are a 400. */
export function tokenRoute({ keys, clock, limits, snapshot }: GatewayDeps): Handler<GatewayEnv> {
  return async (c) => {
    c.set("route", "token");
    const body = await readJsonBody(c, limits.bodyBytesMax);
    if (!body.ok) return body.response;
    const { read } = readBody(tokenBody, body.value);
    const parsed = tokenBody.safeParse(read);
    if (!parsed.success) return c.json(wrapped(400, VALIDATION_TITLE, problemsOf(parsed.error, read)), 400);
    const key = keys.find(parsed.data.AppKey.trim());
    const mid = key ? snapshot.merchant(key.merchantId)?.credentials[key.environment].mid : undefined;
    const token = issueToken(key, parsed.data.AppSecret.trim(), clock.now(), mid ?? undefined);
    if (!token) {
      return c.json(wrapped(400, VALIDATION_TITLE, { AppKey: ["The AppKey or AppSecret is invalid."] }), 400);
    }
    if (key) c.set("key", key);
    return c.json({ ...token, session: null, daysToEnforceMFA: null, skipAvailable: null, ...envelope });
  };
}
