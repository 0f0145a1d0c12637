import type { Handler } from "hono";
import { backfillOutcomes } from "#lib/orders/backfill-outcomes.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import { backfillBody } from "../wire/management-bodies.ts";
import { problem } from "../wire/problem-json.ts";
import { readManagementBody } from "../wire/read-management-body.ts";

/** POST /api/v1/backfill (contract.md): every open order of a merchant is asked for at once. */
export function backfillRoute({ limits }: GatewayDeps): Handler<GatewayEnv> {
  return authenticated(async (c) => {
    c.set("route", "backfill");
    const body = await readManagementBody(c, backfillBody, limits.bodyBytesMax);
    if (!body.ok) return body.response;
    if (c.get("key").environment === "sandbox" && body.value.environment === "production") {
      return problem(c, 403, "KEY_ENVIRONMENT", "A sandbox key does not touch what is in production.");
    }
    const result = await backfillOutcomes(c.get("scope"), body.value);
    return c.json(result.value);
  });
}
