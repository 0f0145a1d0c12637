import type { z } from "zod";
import { type Clock, systemClock } from "#lib/kit/clock.ts";
import { type HttpLimits, type HttpOrigin, openOrigin } from "#lib/kit/http.ts";
import type { Environment } from "#lib/terms.ts";
import { type BreakerLimits, createCircuitBreaker } from "./circuit-breaker.ts";
import { partnerCalls } from "./partner-calls.ts";
import { passTokenize } from "./pass-tokenize.ts";
import { decimalAmount, type OrderQuestion, orderListQuery, withMid } from "./request-body.ts";
import type { CallOptions, CallResult, EndedCall, FlexchargeCall, Session } from "./schema.ts";
import * as wire from "./schema.ts";
import { createTokenCache } from "./token-cache.ts";

type Body = Record<string, unknown>;
export type Call<Answer> = {
  name: FlexchargeCall;
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  body?: Body;
  /** Instead of a JSON body. */
  form?: { contentType: string; bytes: Buffer };
  answer: z.ZodType<Answer>;
  /** Only `/tokenize` may go without a bearer (API sheet §2.1). */
  bearer: boolean;
};

export type FlexchargeLimits = HttpLimits & BreakerLimits & { tokenMs: number };
const LIMITS: FlexchargeLimits = {
  connectMs: 2_000,
  headersMs: 30_000,
  bodyMs: 10_000,
  responseBytesMax: 256 * 1024,
  tokenMs: 5_000,
  failuresMax: 5,
  pauseMs: 2_000,
  pauseMsMax: 10_000,
};

export type FlexchargeClient = ReturnType<typeof createFlexchargeClient>;

/**
 * FlexCharge's API, one function per remote call (API sheet §2). Every call takes the credentials that sign it
 * and a deadline for everything; how it ended is a value (`CallResult`), nothing is thrown, nothing is re-sent
 * but once after a 401, which means that the call was not acted on.
 */
export function createFlexchargeClient(options: {
  /** Without `/v1`; from `flexchargeUrls()`. The two must be different origins. */
  baseUrls: Record<Environment, string>;
  limits?: Partial<FlexchargeLimits>;
  clock?: Clock;
  /** Told of every call as it ends, for counters. */
  onCall?: (ended: EndedCall) => void;
}) {
  const limits = { ...LIMITS, ...options.limits };
  const clock = options.clock ?? systemClock;
  const origins = openOrigins(options.baseUrls, limits);
  const originOf = (session: Session) => origins[session.environment];
  const tokens = createTokenCache({ originOf, clock, fetchMs: limits.tokenMs });
  const breaker = createCircuitBreaker(limits, () => clock.now().getTime());

  async function guarded<Answer>(
    session: Session,
    name: FlexchargeCall,
    callOptions: CallOptions,
    work: (leftMs: () => number) => Promise<Unmeasured<Answer>>,
  ): Promise<CallResult<Answer>> {
    const startedAt = performance.now();
    const { merchantId, environment, version } = session;
    const told = (result: CallResult<Answer>) => {
      options.onCall?.({ name, merchantId, environment, version, kind: result.kind, ms: result.ms });
      return result;
    };
    const admitted = breaker.admits(merchantId, environment);
    if (!admitted && !callOptions.ignoreBreaker) {
      return told({ kind: "unavailable", cause: "breaker", ms: 0 });
    }
    let outcome: "healthy" | "failed" | "neutral" = "neutral";
    try {
      const result = await work(() => callOptions.deadlineMs - (performance.now() - startedAt));
      const failed = result.kind === "unknown" || result.kind === "unavailable";
      outcome = !failed ? "healthy" : callOptions.signal?.aborted ? "neutral" : "failed";
      return told({ ...result, ms: Math.round(performance.now() - startedAt) });
    } finally {
      breaker.note(merchantId, environment, outcome);
    }
  }

  function call<Answer>(session: Session, call: Call<Answer>, options: CallOptions) {
    return guarded<Answer>(session, call.name, options, async (leftMs) => {
      const first = await once(session, call, options, leftMs);
      // 401 means "not acted on": one new token, one more try, then the credentials themselves are refused.
      if (first.kind !== "expired") return first;
      const second = await once(session, call, options, leftMs);
      return second.kind === "expired" ? { kind: "unauthorized", status: 401 } : second;
    });
  }

  async function once<Answer>(
    session: Session,
    { method, path, body, form, answer, bearer }: Call<Answer>,
    { signal, requestId }: CallOptions,
    leftMs: () => number,
  ): Promise<Unmeasured<Answer> | { kind: "expired" }> {
    const token = bearer ? await tokens.get(session, { deadlineMs: leftMs(), signal }) : null;
    if (token && token.kind !== "token") return token;
    const headers: Record<string, string> = {
      accept: "application/json",
      "content-type": form?.contentType ?? "application/json",
    };
    if (token) headers.authorization = `Bearer ${token.accessToken}`;
    if (requestId) headers["x-request-id"] = requestId;
    const result = await originOf(session).send({
      method,
      path: `/v1${path}`,
      headers,
      body: form?.bytes ?? (body && JSON.stringify(body)),
      deadlineMs: leftMs(),
      signal,
    });
    if (result.kind === "not_sent") return { kind: "unavailable", cause: result.cause, code: result.code };
    if (result.kind === "no_answer") return { kind: "unknown", cause: result.cause, code: result.code };
    const { status } = result;
    if (status === 401) {
      if (!token) return { kind: "unauthorized", status };
      tokens.drop(session, token.accessToken);
      return { kind: "expired" };
    }
    const json = jsonOf(result.body);
    if (status >= 200 && status < 300) {
      const parsed = json === GARBAGE ? null : answer.safeParse(json);
      if (parsed?.success) return { kind: "answer", status, body: parsed.data };
      return { kind: "unknown", cause: "garbage", status };
    }
    // 408: a proxy gave up on a request that it may have passed on.
    if (status >= 400 && status < 500 && status !== 408) {
      return { kind: "refused", status, body: json === GARBAGE ? null : json };
    }
    return { kind: "unknown", cause: "status", status };
  }

  const post = <Answer>(
    name: FlexchargeCall,
    path: string,
    body: Body,
    answer: z.ZodType<Answer>,
  ): Call<Answer> => ({
    name,
    method: "POST",
    path,
    body,
    answer,
    bearer: true,
  });
  const order = (id: string) => `/orders/${encodeURIComponent(id)}`;

  return {
    /** A new token, whatever is cached: proves the key pair and tells whose account it opens. */
    token: (session: Session, options: CallOptions): Promise<CallResult<wire.TokenProof>> =>
      guarded<wire.TokenProof>(session, "token", options, async (leftMs) => {
        const token = await tokens.get(session, { ...options, deadlineMs: leftMs(), fresh: true });
        if (token.kind !== "token") return token;
        const body = { mid: token.mid, expiresAt: new Date(token.expiresAtMs) };
        return { kind: "answer", status: 200, body };
      }),
    /** §2.3. `body` is the wire's own form; `mid` is set to the session's. */
    evaluate: (session: Session, body: Body, options: CallOptions) =>
      call(session, post("evaluate", "/evaluate", withMid(body, session.mid), wire.evaluateAnswer), options),
    /** §2.2. */
    transmit: (session: Session, body: Body, options: CallOptions) =>
      call(session, post("transmit", "/transmit", withMid(body, session.mid), wire.transmitAnswer), options),
    /** §2.4, the older way to ask for a state. */
    outcome: (session: Session, body: { orderSessionKey: string }, options: CallOptions) =>
      call(session, post("outcome", "/outcome", withMid(body, session.mid), wire.outcomeAnswer), options),
    /** §2.5. An unknown id is `refused` with 404. */
    getOrder: (session: Session, { orderId }: { orderId: string }, options: CallOptions) =>
      call<wire.OrderAnswer>(
        session,
        { name: "get_order", method: "GET", path: order(orderId), answer: wire.orderAnswer, bearer: true },
        options,
      ),
    /** §2.6; `query` also finds the checkout's own order id. */
    listOrders: (session: Session, question: OrderQuestion, options: CallOptions) =>
      call<wire.OrderListAnswer>(
        session,
        {
          name: "list_orders",
          method: "GET",
          path: `/orders?${orderListQuery(question, session.mid)}`,
          answer: wire.orderListAnswer,
          bearer: true,
        },
        options,
      ),
    /** §2.7: the only amount on the wire in decimal units. Too much is an `answer` with `success: false`. */
    refund: (
      session: Session,
      refund: { orderId: string; amountMinor: number; currency: string; message?: string },
      options: CallOptions,
    ) => {
      const amountToRefund = decimalAmount(refund.amountMinor, refund.currency);
      const body = withMid({ amountToRefund, refundMessage: refund.message }, session.mid);
      return call(
        session,
        post("refund", `${order(refund.orderId)}/refund`, body, wire.refundAnswer),
        options,
      );
    },
    /** §2.8, by FlexCharge's id. The answer's body is empty or `{}`. */
    cancel: (session: Session, body: { orderId: string; idempotencyKey?: string }, options: CallOptions) => {
      const sent = withMid({ idempotencyKey: body.idempotencyKey }, session.mid);
      return call(session, post("cancel", `${order(body.orderId)}/cancel`, sent, wire.cancelAnswer), options);
    },
    /** §2.8, by the checkout's own order id: for an evaluate that was never answered. */
    externalCancel: (
      session: Session,
      body: { externalOrderId: string; idempotencyKey?: string },
      options: CallOptions,
    ) => {
      const sent = withMid({ idempotencyKey: body.idempotencyKey }, session.mid);
      const path = `${order(body.externalOrderId)}/external-cancel`;
      return call(session, post("external_cancel", path, sent, wire.cancelAnswer), options);
    },
    /** §2.9: the amount that was authorised, in minor units. */
    capture: (
      session: Session,
      body: { idempotencyKey: string; orderId: string; amountMinor: number; currency: string },
      options: CallOptions,
    ) => {
      const { amountMinor, ...rest } = body;
      const sent = withMid({ ...rest, amount: amountMinor }, session.mid);
      return call(session, post("capture", "/capture", sent, wire.captureAnswer), options);
    },
    /** §2.1. The tokenization key stands in for a bearer; without one the bearer is sent. */
    tokenize: (session: Session, body: Body, options: CallOptions) => {
      const key = session.tokenizationKey;
      const query = key ? `?${new URLSearchParams({ mid: session.mid, environment: key })}` : "";
      const tokenize = post("tokenize", `/tokenize${query}`, body, wire.tokenizeAnswer);
      return call(session, { ...tokenize, bearer: !key }, options);
    },
    /** §2.1 as a pass-through: neither the body nor the answer is read or kept here. */
    passTokenize: (session: Session, body: AsyncIterable<Uint8Array>, options: CallOptions) =>
      passTokenize({ origin: originOf(session), tokens }, session, body, options),
    ...partnerCalls(call),
    close: async () => {
      await Promise.all(Object.values(origins).map((origin) => origin.close()));
    },
  };
}

type WithoutMs<Result> = Result extends unknown ? Omit<Result, "ms"> : never;
type Unmeasured<Answer> = WithoutMs<CallResult<Answer>>;

/** P10: each environment has its own connections, so its credentials have no way to the other's host. */
function openOrigins(
  baseUrls: Record<Environment, string>,
  limits: HttpLimits,
): Record<Environment, HttpOrigin> {
  const sandbox = new URL(baseUrls.sandbox).origin;
  const production = new URL(baseUrls.production).origin;
  if (sandbox === production) throw new Error("sandbox and production must be different hosts");
  return { sandbox: openOrigin(sandbox, limits), production: openOrigin(production, limits) };
}

const GARBAGE = Symbol("not JSON");

function jsonOf(body: Buffer): unknown {
  if (body.length === 0) return null;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return GARBAGE;
  }
}
