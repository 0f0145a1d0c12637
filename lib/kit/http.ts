import { Readable } from "node:stream";
import { Agent, type Dispatcher } from "undici";

export type HttpRequest = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with query. */
  path: string;
  headers: Record<string, string>;
  /** A stream is passed on as it comes; when it throws, the request is given up. */
  body?: string | Buffer | AsyncIterable<Uint8Array>;
  /** From now until the last byte of the answer. */
  deadlineMs: number;
  signal?: AbortSignal;
};

/**
 * What became of a request. `not_sent`: no byte of it can have reached the server. `no_answer`: it may have
 * been acted on. `code` is the error's, for the log.
 */
export type HttpResult =
  | { kind: "response"; status: number; body: Buffer }
  | { kind: "not_sent"; cause: "connect" | "deadline"; code: string }
  | { kind: "no_answer"; cause: "timeout" | "hangup" | "garbage"; code: string };

export type HttpLimits = { connectMs: number; headersMs: number; bodyMs: number; responseBytesMax: number };

export type HttpOrigin = { send(request: HttpRequest): Promise<HttpResult>; close(): Promise<void> };

const TIMEOUT_CODES = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "DEADLINE"]);
/** Something answered, but not in HTTP, or more than we read. */
const GARBAGE_CODE = /^(HPE_|HTTPParserError|UND_ERR_RES_|UND_ERR_HEADERS_OVERFLOW)/;

/**
 * Kept-alive connections to one origin. Redirects are not followed, answers are bounded in time and size, and
 * a request is never repeated: whether to send it again is the caller's to know. HTTP/1.1 only, because there
 * "was it sent?" has a definite answer.
 */
export function openOrigin(origin: string, limits: HttpLimits): HttpOrigin {
  const agent = new Agent({
    allowH2: false,
    pipelining: 1,
    connect: { timeout: limits.connectMs },
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyMs,
    maxResponseSize: limits.responseBytesMax,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
  });
  return {
    send: (request) => send(agent, origin, request),
    close: () => agent.close(),
  };
}

function send(agent: Agent, origin: string, request: HttpRequest): Promise<HttpResult> {
  const { promise, resolve } = Promise.withResolvers<HttpResult>();
  let controller: Dispatcher.DispatchController | null = null;
  let status = 0;
  const chunks: Buffer[] = [];
  let over = false;

  const finish = (result: HttpResult) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", stop);
    resolve(result);
  };
  const fail = (code: string) => {
    if (!controller) finish({ kind: "not_sent", cause: code === "DEADLINE" ? "deadline" : "connect", code });
    else if (TIMEOUT_CODES.has(code)) finish({ kind: "no_answer", cause: "timeout", code });
    else if (GARBAGE_CODE.test(code)) finish({ kind: "no_answer", cause: "garbage", code });
    else finish({ kind: "no_answer", cause: "hangup", code });
  };
  const stop = () => {
    fail("DEADLINE");
    controller?.abort(new Error("the deadline passed"));
  };

  const timer = setTimeout(stop, Math.max(0, request.deadlineMs));
  if (request.signal?.aborted || request.deadlineMs <= 0) stop();
  else request.signal?.addEventListener("abort", stop, { once: true });
  if (over) return promise;

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      // Called before the first byte is written: whoever gave up while it was queued still stops it here.
      if (over) started.abort(new Error("given up before it was sent"));
      else controller = started;
    },
    onResponseStart(_controller, statusCode) {
      status = statusCode;
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk);
    },
    onResponseEnd() {
      finish({ kind: "response", status, body: Buffer.concat(chunks) });
    },
    onResponseError(_controller, error) {
      fail((error as NodeJS.ErrnoException).code ?? error.name);
    },
  };
  try {
    const { method, path, headers, body } = request;
    agent.dispatch(
      {
        origin,
        method,
        path,
        headers,
        body: typeof body === "object" ? Readable.from(body) : (body ?? null),
      },
      handler,
    );
  } catch (error) {
    fail((error as NodeJS.ErrnoException).code ?? "DISPATCH");
  }
  return promise;
}
