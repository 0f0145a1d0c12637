import { rememberTokens } from "#lib/access/remember-tokens.ts";
import type { ApiKey } from "#lib/access/watch-api-keys.ts";
import { WaitedTooLong } from "#lib/transmits/open-intake.ts";
import type { NewTransmit } from "#lib/transmits/schema.ts";
import type { GatewayDeps, KeptCopy } from "./deps.ts";
import { measureLoad } from "./load-meter.ts";
import { bearerOf } from "./middleware/authenticate.ts";
import { isDatabaseDown } from "./middleware/database-down.ts";
import { createRateLimit } from "./rate-limit.ts";
import { envelope, flatMap, UNAUTHORIZED, VALIDATION_TITLE, wrapped } from "./wire/answers.ts";
import { parseJson } from "./wire/parse-json.ts";
import { BODY_PROBLEMS, maySendJson } from "./wire/read-json-body.ts";
import { readTransmitRequest } from "./wire/transmit-request.ts";

/** An answer before any framework: `body` is JSON text. `kept` says which row an acknowledged copy is. */
export type DoorAnswer = {
  status: number;
  body: string;
  retryAfter?: number;
  closes?: boolean;
  kept?: KeptCopy;
};
export type DoorHeaders = { authorization?: string; contentType?: string; contentEncoding?: string };
export type TransmitDoor = ReturnType<typeof openTransmitDoor>;

const told = (status: number, body: object, more: Partial<DoorAnswer> = {}): DoorAnswer => ({
  status,
  body: JSON.stringify(body),
  ...more,
});
const unavailable = () => told(503, wrapped(503, "Not available just now. Try again."), { retryAfter: 1 });

/**
 * POST /v1/transmit without a framework, because it is the busiest call (measurements.md A): authentication and
 * limits from memory, validation, one insert shared with whoever comes meanwhile, the answer after its commit.
 * `enter` is asked before a byte of the body is read.
 */
export function openTransmitDoor(deps: GatewayDeps) {
  const { clock, intake, keys, limits, log, metrics, recordKeyUse } = deps;
  const check = rememberTokens(keys);
  const rate = createRateLimit(limits.transmitsPerSecond, limits.transmitsPerSecond);
  const load = measureLoad();
  const underWay = new Map<string, number>();

  function enter(headers: DoorHeaders): ApiKey | DoorAnswer {
    const now = clock.now();
    const bearer = bearerOf(headers.authorization);
    const key = bearer ? check(bearer, now)?.key : undefined;
    if (!key) return told(401, UNAUTHORIZED);
    recordKeyUse(key, now);
    if (!rate.takes(key.id)) {
      metrics.refusals.inc({ why: "rate" });
      const text = "This key sends too many requests. Slow down.";
      return told(429, wrapped(429, text), { retryAfter: 1 });
    }
    const full = (underWay.get(key.id) ?? 0) >= limits.transmitsUnderWayMax;
    if (full || load.delayMs() > limits.loopDelayMsMax) return overloaded();
    if (!maySendJson(headers.contentType ?? "", headers.contentEncoding)) {
      return told(415, wrapped(415, "The body must be JSON in UTF-8."));
    }
    return key;
  }

  function overloaded(): DoorAnswer {
    metrics.refusals.inc({ why: "overload" });
    const text = "Too many requests are under way. Try again.";
    return told(503, wrapped(503, text), { retryAfter: 1 });
  }

  function readCall(
    key: ApiKey,
    bytes: Uint8Array | null,
    requestId: string,
  ): DoorAnswer | { transmit: NewTransmit } {
    if (!bytes) {
      const problems = { $: [BODY_PROBLEMS["too large"]] };
      return told(413, wrapped(413, VALIDATION_TITLE, problems), { closes: true });
    }
    const parsed = parseJson(bytes);
    if (!parsed.ok) {
      return told(400, wrapped(400, VALIDATION_TITLE, { $: [BODY_PROBLEMS[parsed.problem]] }));
    }
    const call = { key, requestId, receivedAt: clock.now(), text: parsed.text };
    const read = readTransmitRequest(deps, parsed.value, call);
    if (read.ok) return read;
    const { status, problems } = read;
    return told(status, status === 422 ? flatMap(problems) : wrapped(400, VALIDATION_TITLE, problems));
  }

  /** @param bytes null: more than `limits.bodyBytesMax` */
  function take(
    key: ApiKey,
    bytes: Uint8Array | null,
    requestId: string,
    answer: (answer: DoorAnswer) => void,
  ): void {
    let read: ReturnType<typeof readCall>;
    try {
      read = readCall(key, bytes, requestId);
    } catch (error) {
      // No framework is around this door: what is thrown here would end the program.
      read = failed(error, requestId);
    }
    if ("status" in read) {
      answer(read);
      return;
    }
    const { transmit } = read;
    underWay.set(key.id, (underWay.get(key.id) ?? 0) + 1);
    const leave = () => {
      const left = (underWay.get(key.id) ?? 1) - 1;
      if (left > 0) underWay.set(key.id, left);
      else underWay.delete(key.id);
    };
    const isTaken = intake.take(transmit, (error) => {
      leave();
      answer(error === null ? acked(transmit) : failed(error, requestId));
    });
    if (isTaken) return;
    leave();
    answer(overloaded());
  }

  function failed(error: unknown, requestId: string): DoorAnswer {
    const entry = { requestId, route: "transmit", err: error };
    if (error instanceof WaitedTooLong || isDatabaseDown(error)) {
      log.error(entry, "the database does not answer");
      return unavailable();
    }
    log.error(entry, "unexpected error");
    return told(500, wrapped(500, "Something broke on our side."));
  }

  return { enter, take };
}

/** API sheet §2.2. A copy that the merchant's setting holds back is kept all the same, and says so. */
function acked({ merchantId, id, externalId, channel, heldReason, requestId }: NewTransmit): DoorAnswer {
  const customProperties: Record<string, string> = {
    "switchboard.sent": String(heldReason === null),
    "switchboard.channel": channel,
    "switchboard.requestId": requestId,
  };
  if (heldReason) customProperties["switchboard.reason"] = heldReason;
  const body = { transmitId: id, ...envelope, result: "Success", customProperties };
  return told(200, body, { kept: { merchantId, id, externalOrderId: externalId } });
}
