import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { GatewayEnv } from "../deps.ts";
import { wrapped } from "./answers.ts";
import { isManagement, problem } from "./problem-json.ts";

const CODES: Partial<Record<number, string>> = {
  400: "INVALID_REQUEST",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  413: "BODY_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  429: "RATE_LIMITED",
  500: "INTERNAL_ERROR",
  503: "UNAVAILABLE",
};

/** A refusal that has nothing to do with a field: the wire's general form, or problem+json on our own paths. */
export function refusal(
  c: Context<GatewayEnv>,
  status: ContentfulStatusCode,
  text: string,
  options: { retryAfter?: number } = {},
): Response {
  if (options.retryAfter) c.header("retry-after", String(options.retryAfter));
  if (isManagement(c)) return problem(c, status, CODES[status] ?? "REFUSED", text);
  return c.json(wrapped(status, text), status);
}
