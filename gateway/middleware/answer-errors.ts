import type { ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { ORDER_NOT_FOUND } from "../wire/answers.ts";
import { isManagement, problem } from "../wire/problem-json.ts";
import { refusal } from "../wire/refusal.ts";
import { isDatabaseDown } from "./database-down.ts";

/** What was thrown, as an answer: nothing of an internal text or a stack leaves the house. */
export function answerErrors({ log }: GatewayDeps): ErrorHandler<GatewayEnv> {
  return (error, c) => {
    if (error instanceof NotFoundError) {
      return isManagement(c) ? problem(c, 404, "NOT_FOUND", error.publicText) : c.json(ORDER_NOT_FOUND, 404);
    }
    if (error instanceof PermissionError) {
      const text = "This key may not do that.";
      return isManagement(c) ? problem(c, 403, "PERMISSION_DENIED", text) : refusal(c, 403, text);
    }
    if (error instanceof HTTPException && error.status < 500) {
      return refusal(c, error.status as 400, "The request is not valid.");
    }
    const entry = { requestId: c.get("requestId"), route: c.get("route"), err: error };
    if (isDatabaseDown(error)) {
      log.error(entry, "the database does not answer");
      return refusal(c, 503, "Not available just now. Try again.", { retryAfter: 2 });
    }
    log.error(entry, "unexpected error");
    return refusal(c, 500, "Something broke on our side.");
  };
}
