import type { Context, Handler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { transmitPart } from "../raw-transmit.ts";
import type { DoorAnswer, TransmitDoor } from "../transmit-door.ts";
import { readBytes } from "../wire/read-json-body.ts";

/**
 * POST /v1/transmit (API sheet §2.2; product.md §4, §7) where the address is not the plain one (a double slash, say):
 * the same door as raw-transmit.ts. 200 with `transmitId` after the commit; 400, 401, 413, 415, 422, 429, 503.
 */
export function transmitRoute({ limits }: GatewayDeps, door: TransmitDoor): Handler<GatewayEnv> {
  return async (c) => {
    c.set("route", "transmit");
    const entered = door.enter({
      authorization: c.req.header("authorization"),
      contentType: c.req.header("content-type"),
      contentEncoding: c.req.header("content-encoding"),
    });
    if ("status" in entered) return respond(c, entered);
    c.set("key", entered);
    const bytes = await readBytes(c, limits.bodyBytesMax);
    c.set("asked", transmitPart(bytes));
    const { promise, resolve } = Promise.withResolvers<DoorAnswer>();
    door.take(entered, bytes, c.get("requestId"), resolve);
    const told = await promise;
    if (told.kept) c.set("keptCopy", told.kept);
    return respond(c, told);
  };
}

function respond(c: Context<GatewayEnv>, { status, body, retryAfter, closes }: DoorAnswer): Response {
  if (retryAfter) c.header("retry-after", String(retryAfter));
  if (closes) c.header("connection", "close");
  if (status === 401) c.header("www-authenticate", "Bearer");
  return c.body(body, status as ContentfulStatusCode, { "content-type": "application/json" });
}
