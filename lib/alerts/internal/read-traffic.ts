import { sql } from "drizzle-orm";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { REJECTED_MIN } from "../rules.ts";
import type { Attention } from "../schema.ts";
import { ago, DAY_MS, iso, type Look, msOf, ofMerchant } from "./found.ts";

/** A retry within this time is the daily bread of a network. */
const STUCK_AFTER_MS = 15 * 60_000;
/** Streams move within milliseconds, notices within seconds. */
const STILL_AFTER_MS = 2 * 60_000;
/** Enough to say "more than anybody counts"; bounds the look. */
const COUNT_MAX = 10_000;

const line = (
  rest: Pick<Attention, "kind" | "merchantId" | "merchantName" | "since"> & Partial<Attention>,
): Attention => ({
  subject: "",
  subjectName: null,
  count: 1,
  amounts: [],
  facts: {},
  ...rest,
});

/** Copies that are given up, or that have been tried in vain for a while. */
export async function readStuckTransmits(look: Look): Promise<Attention[]> {
  const rows = await look.tx.execute<{
    merchant_id: string;
    name: string;
    dead: number;
    waiting: number;
    since_ms: number;
  }>(sql`
    SELECT t.merchant_id, m.name, count(*) FILTER (WHERE t.state = 'dead')::int AS dead,
      count(*) FILTER (WHERE t.state <> 'dead')::int AS waiting,
      ${msOf(sql`min(CASE WHEN t.state = 'dead' THEN t.failed_at ELSE t.received_at END)`)} AS since_ms
    FROM transmit_retries t JOIN merchants m ON m.id = t.merchant_id
    WHERE t.environment = ${look.environment} AND t.state IN ('dead', 'retrying', 'waiting_for_credentials')
      AND (t.state = 'dead' OR t.received_at < ${ago(look, STUCK_AFTER_MS)})
      AND ${ofMerchant(look, sql`t.merchant_id`)}
    GROUP BY t.merchant_id, m.name`);
  return [...rows].map(({ merchant_id, name, dead, waiting, since_ms }) =>
    line({
      ...{ kind: "transmits_stuck", merchantId: merchant_id, merchantName: name, since: iso(since_ms) },
      count: dead + waiting,
      facts: { dead, waiting },
    }),
  );
}

/** Endpoints that fail now, that we switched off, or that never got something. A paused one is somebody's wish. */
export async function readFailingEndpoints(look: Look): Promise<Attention[]> {
  const open = (state: "dead" | "pending") => sql`
    (SELECT count(*)::int FROM (SELECT 1 FROM deliveries d WHERE d.endpoint_id = e.id AND d.merchant_id = e.merchant_id
      AND d.state <> 'delivered' AND d.state = ${state} LIMIT ${COUNT_MAX}) counted)`;
  const rows = await look.tx.execute<{
    merchant_id: string;
    name: string;
    id: string;
    url: string;
    state: string;
    failing_ms: number | null;
    state_ms: number;
    dead: number;
    waiting: number;
    dead_ms: number | null;
  }>(sql`
    SELECT * FROM (
      SELECT e.merchant_id, m.name, e.id, e.url, e.state, ${msOf(sql`e.failing_since`)} AS failing_ms,
        ${msOf(sql`e.state_at`)} AS state_ms, ${open("dead")} AS dead, ${open("pending")} AS waiting,
        (SELECT ${msOf(sql`min(coalesce(d.last_at, d.created_at))`)} FROM deliveries d
          WHERE d.endpoint_id = e.id AND d.merchant_id = e.merchant_id AND d.state <> 'delivered' AND d.state = 'dead') AS dead_ms
      FROM webhook_endpoints e JOIN merchants m ON m.id = e.merchant_id
      WHERE e.environment = ${look.environment} AND e.deleted_at IS NULL AND ${ofMerchant(look, sql`e.merchant_id`)}
    ) known
    WHERE state = 'disabled' OR (state = 'active' AND failing_ms IS NOT NULL) OR dead > 0`);
  return [...rows].map((row) => {
    const isFailing = row.state === "active" && row.failing_ms !== null;
    return line({
      ...{ kind: "endpoint_failing", merchantId: row.merchant_id, merchantName: row.name },
      subject: row.id,
      subjectName: URL.parse(row.url)?.host ?? row.url,
      since: iso(
        row.failing_ms !== null && row.state !== "paused" ? row.failing_ms : (row.dead_ms ?? row.state_ms),
      ),
      count: Math.max(1, row.dead + row.waiting),
      facts: { dead: row.dead, waiting: row.waiting, isDisabled: row.state === "disabled", isFailing },
    });
  });
}

/** Calls of our notice address that did not hold, in the last 24 hours; counted by day, so yesterday's count whole. */
export async function readRejectedNotices(look: Look): Promise<Attention[]> {
  const rows = await look.tx.execute<{
    merchant_id: string;
    name: string;
    n: number;
    reason: string;
    since_ms: number;
  }>(sql`
    SELECT r.merchant_id, m.name, sum(r.count)::int AS n, (array_agg(r.reason ORDER BY r.count DESC))[1] AS reason,
      ${msOf(sql`coalesce((SELECT min(s.at) FROM notice_rejection_samples s WHERE s.merchant_id = r.merchant_id
        AND s.environment = ${look.environment} AND s.at > ${ago(look, DAY_MS)}), min(r.last_at))`)} AS since_ms
    FROM notice_rejections r JOIN merchants m ON m.id = r.merchant_id
    WHERE r.environment = ${look.environment} AND r.last_at > ${ago(look, DAY_MS)}
      AND r.day >= (${ago(look, DAY_MS)} AT TIME ZONE 'UTC')::date AND ${ofMerchant(look, sql`r.merchant_id`)}
    GROUP BY r.merchant_id, m.name HAVING sum(r.count) >= ${REJECTED_MIN}`);
  return [...rows].map(({ merchant_id, name, n, reason, since_ms }) =>
    line({
      ...{ kind: "notices_rejected", merchantId: merchant_id, merchantName: name, since: iso(since_ms) },
      count: n,
      facts: { reason },
    }),
  );
}

/** Sets in use that FlexCharge refuses; the partner's own among them. */
export async function readFailingCredentials(look: Look): Promise<Attention[]> {
  const rows = await look.tx.execute<{
    merchant_id: string;
    name: string;
    since_ms: number;
    status: number | null;
  }>(sql`
    SELECT c.merchant_id, coalesce(m.name, p.name) AS name,
      ${msOf(sql`coalesce(c.failing_since, c.entered_at, c.verified_at)`)} AS since_ms, (c.verification ->> 'status')::int AS status
    FROM credential_sets c
    LEFT JOIN merchants m ON m.id = c.merchant_id
    LEFT JOIN partner p ON p.id = c.merchant_id
    WHERE c.environment = ${look.environment} AND c.current AND c.state = 'failing' AND m.archived_at IS NULL
      AND coalesce(m.name, p.name) IS NOT NULL AND ${ofMerchant(look, sql`c.merchant_id`)}`);
  return [...rows].map(({ merchant_id, name, since_ms, status }) =>
    line({
      ...{ kind: "credentials_failing", merchantId: merchant_id, merchantName: name },
      since: iso(since_ms ?? look.now.getTime()),
      facts: status === null ? {} : { status },
    }),
  );
}

/** Streams with something to read that do not read it, and notices that nobody takes up: the worker is down or stuck. */
export async function readStillStreams(look: Look, partnerName: string): Promise<Attention[]> {
  const rows = await look.tx.execute<{ subject: string; since_ms: number | null }>(sql`
    SELECT s.name AS subject, (SELECT ${msOf(sql`t.received_at`)} FROM transmits t
      WHERE (t.xid, t.seq) > (s.xid, s.seq) ORDER BY t.xid, t.seq LIMIT 1) AS since_ms
    FROM streams s
    UNION ALL
    SELECT 'notices', (SELECT ${msOf(sql`n.process_at`)} FROM notices n
      WHERE n.process_at IS NOT NULL ORDER BY n.process_at LIMIT 1)`);
  return [...rows].flatMap(({ subject, since_ms }) =>
    since_ms === null || look.now.getTime() - since_ms < STILL_AFTER_MS
      ? []
      : line({
          ...{ kind: "worker_silent", merchantId: PARTNER_TENANT, merchantName: partnerName, subject },
          since: iso(since_ms),
        }),
  );
}
