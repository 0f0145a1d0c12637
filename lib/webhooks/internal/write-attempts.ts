import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { maskCardNumbers } from "#lib/kit/card-data.ts";
import { nextTryMs, type Verdict, verdictOf } from "../rules.ts";
import { KEPT_ANSWER_BYTES } from "../schema.ts";
import type { Attempted } from "./post-delivery.ts";

const HEADER_LENGTH_MAX = 500;
const HEADERS_MAX = 60;
/** A receiver's own business: not ours to keep. */
const NOT_KEPT = /^(set-cookie|www-authenticate|proxy-authenticate|authorization)$/;

/** An attempt with what it means. */
export type Judged = Attempted & { verdict: Verdict };

export function judge(attempted: Attempted, now: Date): Judged {
  return { ...attempted, verdict: verdictOf(attempted.result, now) };
}

/**
 * Writes how attempts ended: the delivery's new standing and the attempt's row, together. Whoever's lease ran out
 * writes nothing, because somebody else has the delivery by then. Answers the ids of those that were written.
 */
export async function writeAttempts(
  tx: Transaction,
  judged: readonly Judged[],
  now: Date,
): Promise<string[]> {
  if (judged.length === 0) return [];
  const rows = JSON.stringify(judged.map((each) => ({ ...standingOf(each, now), ...heardOf(each) })));
  const written = await tx.execute<{ id: string }>(sql`
    WITH ended AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${rows}::text::json) AS r(merchant_id text, id text, lease text, number int,
        tries int, state text, next_at text, at text, status int, ms int, error text, kind text, url text, address text,
        request_headers text, response_headers text, response_body text)
    ), written AS (
      UPDATE deliveries d SET attempts = r.number, tries = r.tries, leased_until = NULL, last_at = r.at::timestamptz,
        last_status = r.status, last_ms = r.ms,
        state = CASE WHEN e.deleted_at IS NOT NULL AND r.state = 'pending' THEN 'dead' ELSE r.state END,
        next_at = CASE WHEN e.deleted_at IS NOT NULL THEN NULL ELSE r.next_at::timestamptz END,
        last_error = r.error, delivered_at = CASE WHEN r.state = 'delivered' THEN r.at::timestamptz ELSE d.delivered_at END
      FROM ended r, webhook_endpoints e
      WHERE d.merchant_id = r.merchant_id AND d.id = r.id AND d.leased_until = r.lease::timestamptz
        AND e.merchant_id = d.merchant_id AND e.id = d.endpoint_id
      RETURNING d.merchant_id, d.id
    )
    INSERT INTO delivery_attempts (merchant_id, delivery_id, number, at, kind, url, address, ms, status, error,
      request_headers, response_headers, response_body)
    SELECT merchant_id, id, number, at::timestamptz, kind, url, address, ms, status, error, request_headers,
      response_headers, response_body
    FROM ended JOIN written USING (merchant_id, id)
    RETURNING delivery_id AS id`);
  return [...written].map(({ id }) => id);
}

function standingOf({ claim, at, result, verdict }: Judged, now: Date) {
  const tries = claim.tries + 1;
  // A test is one question with one answer.
  const pauseMs =
    verdict.isDelivered || claim.isTest ? null : nextTryMs(tries, Math.random(), verdict.retryAfterMs);
  return {
    ...{ merchant_id: claim.merchantId, id: claim.id, lease: claim.leasedUntil.toISOString() },
    ...{ number: claim.attempts + 1, tries, at: at.toISOString() },
    ...{ status: verdict.status, ms: result.ms, error: verdict.error },
    state: verdict.isDelivered ? "delivered" : pauseMs === null ? "dead" : "pending",
    next_at: pauseMs === null ? null : new Date(now.getTime() + pauseMs).toISOString(),
  };
}

function heardOf({ claim, requestHeaders, result }: Judged) {
  const answered = result.kind === "answer";
  return {
    ...{ kind: kindOf(claim), url: claim.url, address: result.address },
    request_headers: JSON.stringify(requestHeaders),
    response_headers: answered ? JSON.stringify(keptHeaders(result.headers)) : null,
    response_body: answered ? keptText(result.body.subarray(0, KEPT_ANSWER_BYTES)) : null,
  };
}

/** The first attempt of a series tells who began it. */
function kindOf({ isTest, tries, attempts, replayId }: Attempted["claim"]) {
  if (isTest) return "test";
  if (tries > 0) return "scheduled";
  if (replayId) return "replay";
  return attempts > 0 ? "resend" : "scheduled";
}

function keptHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .slice(0, HEADERS_MAX)
      .map(([name, value]) => [
        name.slice(0, HEADER_LENGTH_MAX),
        NOT_KEPT.test(name) ? "[not kept]" : keptText(value).slice(0, HEADER_LENGTH_MAX),
      ]),
  );
}

/** A stranger's answer may repeat a card number (P14), and PostgreSQL's texts hold no NUL. */
function keptText(text: string | Buffer): string {
  return maskCardNumbers(text.toString("utf8").replaceAll("\0", "\ufffd"));
}
