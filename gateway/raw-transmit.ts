import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiKey } from "#lib/access/watch-api-keys.ts";
import type { SeenPart } from "#lib/calls/schema.ts";
import { requestIdOf } from "#lib/kit/request-id.ts";
import type { GatewayDeps } from "./deps.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import type { DoorAnswer, TransmitDoor } from "./transmit-door.ts";

const LOG_EVERY_MS = 1_000;

/**
 * The door on node:http itself: a framework's request and response cost half the rate (measurements.md A3). Refusals
 * are logged one by one, acknowledged copies as one line a second: each has its request id in its row.
 */
export function rawTransmit(
  deps: Pick<GatewayDeps, "calls" | "clock" | "limits" | "log" | "metrics">,
  door: TransmitDoor,
) {
  const { calls, clock, limits, log, metrics } = deps;
  let ackedSince = 0;
  setInterval(() => {
    if (ackedSince > 0) log.info({ route: "transmit", status: 200, count: ackedSince }, "answered");
    ackedSince = 0;
  }, LOG_EVERY_MS).unref();

  return (request: IncomingMessage, response: ServerResponse): void => {
    const startedAt = performance.now();
    const { headers } = request;
    const requestId = requestIdOf(headers["x-request-id"] as string | undefined);
    let key: ApiKey | null = null;
    let bytes: Uint8Array | null | undefined;
    const answer = (told: DoorAnswer) => {
      send(response, requestId, told);
      const seconds = (performance.now() - startedAt) / 1000;
      metrics.requests.observe({ route: "transmit", status: String(told.status) }, seconds);
      if (told.status === 200) ackedSince += 1;
      else {
        const entry = { requestId, route: "transmit", method: "POST", status: told.status };
        log.info({ ...entry, ms: Math.round(seconds * 1000) }, "answered");
      }
      if (!key) return;
      const { status, body, kept } = told;
      calls.record({
        merchantId: kept?.merchantId ?? key.merchantId,
        ...{ environment: key.environment, at: clock.now(), requestId, method: "POST", route: "transmit" },
        ...{ path: "/v1/transmit", query: null, status, ms: seconds * 1000, keyId: key.id },
        request: kept || bytes === undefined ? null : transmitPart(bytes),
        answer: { text: body },
        ...(kept ? { transmit: kept } : {}),
      });
    };
    const entered = door.enter({
      authorization: headers.authorization,
      contentType: headers["content-type"],
      contentEncoding: headers["content-encoding"],
    });
    if ("status" in entered) {
      request.resume();
      answer(entered);
    } else {
      key = entered;
      readBytes(request, limits.bodyBytesMax, (read) => {
        bytes = read;
        door.take(entered, read, requestId, answer);
      });
    }
  };
}

/** A copy's body for the log of calls; read as text only when it is written there. */
export function transmitPart(bytes: Uint8Array | null): SeenPart {
  return bytes ? { bytes } : { leftOut: "too_large" };
}

function send(response: ServerResponse, requestId: string, { status, body, retryAfter, closes }: DoorAnswer) {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-request-id": requestId,
    ...(retryAfter ? { "retry-after": String(retryAfter) } : {}),
    ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
    ...(closes ? { connection: "close" } : {}),
  });
  response.end(body);
}

/** Null when there is more than `bytesMax`; nothing when the caller hung up before the end. */
function readBytes(request: IncomingMessage, bytesMax: number, done: (bytes: Uint8Array | null) => void) {
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) {
    request.resume();
    done(null);
    return;
  }
  let first: Buffer | null = null;
  let chunks: Buffer[] | null = null;
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > bytesMax) {
      if (size - chunk.length <= bytesMax) done(null);
      return;
    }
    if (!first) first = chunk;
    else if (chunks) chunks.push(chunk);
    else chunks = [first, chunk];
  });
  request.on("end", () => {
    if (size <= bytesMax) done(chunks ? Buffer.concat(chunks) : (first ?? new Uint8Array()));
  });
}
