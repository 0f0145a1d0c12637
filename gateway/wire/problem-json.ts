import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { GatewayEnv } from "../deps.ts";

/** Paths of ours, whose refusals are problem+json (RFC 9457); the rest speaks FlexCharge's forms. */
export function isManagement(c: Context<GatewayEnv>): boolean {
  return c.req.path.startsWith("/api/");
}

/** `code` is for programs, `detail` for people; `more` joins them, e.g. `missing`. */
export function problem(
  c: Context<GatewayEnv>,
  status: ContentfulStatusCode,
  code: string,
  detail: string,
  more: Record<string, unknown> = {},
): Response {
  const body = {
    type: "about:blank",
    title: TITLES[status] ?? "Refused",
    status,
    code,
    detail,
    requestId: c.get("requestId"),
    ...more,
  };
  return c.body(JSON.stringify(body), status, { "content-type": "application/problem+json; charset=utf-8" });
}

const TITLES: Partial<Record<number, string>> = {
  400: "The request is not valid",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Changed meanwhile",
  413: "Too large",
  415: "Unsupported media type",
  422: "A condition is not met",
  429: "Too many requests",
  500: "Something broke on our side",
  503: "Not available just now",
};
