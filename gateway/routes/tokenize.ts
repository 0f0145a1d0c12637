import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticateTokenize } from "../middleware/authenticate-tokenize.ts";
import { limitRate } from "../middleware/limit-rate.ts";
import { flatMap } from "../wire/answers.ts";
import { merchantOfCall } from "../wire/merchant-of-call.ts";
import { refusal } from "../wire/refusal.ts";

const UPSTREAM_MS_MAX = 10_000;

/**
 * POST /v1/tokenize (API sheet §2.1): off (422, unread) unless the deployment acknowledges PCI scope, then FlexCharge's
 * own answer to the bytes as they came. Nothing of either is read, stored or logged (P14). Checkout pages may call it.
 */
export function tokenizeRoute(deps: GatewayDeps): MiddlewareHandler<GatewayEnv>[] {
  const open = cors({ origin: "*", allowMethods: ["POST"], allowHeaders: ["content-type", "authorization"] });
  if (!deps.pciScopeAcknowledged) return [open, refuse];
  return [open, authenticateTokenize(deps), limitRate(deps), passOn(deps)];
}

const refuse: MiddlewareHandler<GatewayEnv> = async (c) => {
  c.set("route", "tokenize");
  c.header("connection", "close");
  const text = "Card data is not accepted here. Send it to FlexCharge.";
  return c.json(flatMap({ PaymentMethod: [text] }), 422);
};

function passOn({ snapshot, limits, flexcharge, openSession }: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  return async (c) => {
    c.set("route", "tokenize");
    const key = c.get("key");
    const found = merchantOfCall({ snapshot }, key, c.req.query("mid")?.trim() || null);
    if (!found.ok) return c.json(flatMap(found.problems), 400);
    const session = await openSession(found.merchant, key.environment);
    const unavailable = "Not available just now. Try again.";
    if (!session) return refusal(c, 503, unavailable, { retryAfter: 5 });
    const counted = new CountedBody(c.req.raw.body, limits.bodyBytesMax);
    const within = { deadlineMs: UPSTREAM_MS_MAX, requestId: c.get("requestId") };
    const passed = await flexcharge.passTokenize(session, counted, within);
    if (counted.isTooLarge) {
      c.header("connection", "close");
      return c.json(flatMap({ $: ["The body is larger than 64 KiB."] }), 413);
    }
    if (passed.kind === "none" || passed.status === 401) {
      return refusal(c, 503, unavailable, { retryAfter: 2 });
    }
    c.header("content-type", "application/json; charset=utf-8");
    return c.body(new Uint8Array(passed.body), passed.status as 200);
  };
}

/** The request's bytes, counted as they go by; past the limit the stream breaks off. */
class CountedBody implements AsyncIterable<Uint8Array> {
  isTooLarge = false;
  readonly #source: ReadableStream<Uint8Array> | null;
  readonly #bytesMax: number;

  constructor(source: ReadableStream<Uint8Array> | null, bytesMax: number) {
    this.#source = source;
    this.#bytesMax = bytesMax;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    if (!this.#source) return;
    let size = 0;
    for await (const chunk of this.#source as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > this.#bytesMax) {
        this.isTooLarge = true;
        throw new Error("the body is too large");
      }
      yield chunk;
    }
  }
}
