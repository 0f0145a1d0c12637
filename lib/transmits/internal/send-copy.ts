import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import type { CallResult, Session } from "#lib/flexcharge/schema.ts";
import { maskCardNumbers } from "#lib/kit/card-data.ts";
import { parseExactJson } from "#lib/kit/exact-json.ts";
import type { Copy } from "./read-copies.ts";

/** How a try ended. `pauseMs`: the whole account had better be left alone for so long. */
export type Fate =
  | { kind: "delivered"; upstreamTransmitId: string | null; upstreamOrderId: string | null }
  | { kind: "refused"; error: string; status: number }
  | { kind: "failed"; error: string; status: number | null; isTry: boolean; pauseMs?: number }
  | { kind: "no_credentials"; error: string; status: number | null; pauseMs: number };

const CALL_MS_MAX = 10_000;
const NO_CREDENTIALS_PAUSE_MS = 5_000;
const BREAKER_PAUSE_MS = 1_000;
/** Refusals that say "not now". */
const PASSING = new Set([425, 429]);

/** One copy to FlexCharge under its own merchant's credentials; how it ended is a value. */
export async function sendCopy(
  flexcharge: Pick<FlexchargeClient, "transmit">,
  session: Session | null,
  copy: Copy,
): Promise<Fate> {
  if (!session) {
    const error = "There are no verified credentials.";
    return { kind: "no_credentials", error, status: null, pauseMs: NO_CREDENTIALS_PAUSE_MS };
  }
  if (session.merchantId !== copy.merchantId || session.environment !== copy.environment) {
    throw new Error("a copy was about to be sent under another account's credentials");
  }
  let body: Record<string, unknown>;
  try {
    body = bodyFor(copy);
  } catch {
    return { kind: "refused", error: "The body is not JSON.", status: 400 };
  }
  const options = { deadlineMs: CALL_MS_MAX, requestId: copy.requestId };
  return fateOf(await flexcharge.transmit(session, body, options));
}

/** As it came, with FlexCharge's own site id where ours was named: ours would mean nothing there. */
function bodyFor(copy: Copy): Record<string, unknown> {
  const body = parseExactJson(copy.payload) as Record<string, unknown>;
  const given = Object.keys(body).find((name) => name.toLowerCase() === "siteid");
  if (given && copy.upstreamSiteId) body[given] = copy.upstreamSiteId;
  return body;
}

function fateOf(result: CallResult<{ transmitId?: string | null }>): Fate {
  switch (result.kind) {
    case "answer": {
      const { transmitId, ...rest } = result.body as { transmitId?: string | null; orderId?: unknown };
      const upstreamOrderId = typeof rest.orderId === "string" ? rest.orderId : null;
      return { kind: "delivered", upstreamTransmitId: transmitId ?? null, upstreamOrderId };
    }
    case "refused": {
      const { status } = result;
      const error = `FlexCharge refused it (HTTP ${status})${wordsOf(result.body)}`;
      return PASSING.has(status)
        ? { kind: "failed", error, status, isTry: true }
        : { kind: "refused", error, status };
    }
    case "unauthorized":
      return {
        ...{ kind: "no_credentials", status: result.status, pauseMs: NO_CREDENTIALS_PAUSE_MS },
        error: `FlexCharge refused the credentials (HTTP ${result.status}).`,
      };
    case "unavailable": {
      const error = `FlexCharge did not accept calls (${result.cause}).`;
      const rested =
        result.cause === "breaker" ? { isTry: false, pauseMs: BREAKER_PAUSE_MS } : { isTry: true };
      return { kind: "failed", error, status: result.status ?? null, ...rested };
    }
    case "unknown": {
      const error = `No certain answer (${result.cause}${result.status ? ` ${result.status}` : ""}).`;
      return { kind: "failed", error, status: result.status ?? null, isTry: true };
    }
  }
}

const WORDS_LENGTH_MAX = 300;

/** What FlexCharge said of a refusal, for the person who will edit the copy. */
function wordsOf(body: unknown): string {
  if (body === null || typeof body !== "object") return ".";
  const errors = (body as { errors?: unknown }).errors ?? body;
  return `: ${maskCardNumbers(JSON.stringify(errors)).slice(0, WORDS_LENGTH_MAX)}`;
}
