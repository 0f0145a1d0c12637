import { sql } from "drizzle-orm";
import { isSilent, NEAR_EXPIRY_DAYS, SILENT_DAYS, SILENT_MS_MIN } from "../rules.ts";
import type { Attention } from "../schema.ts";
import { ago, byMerchant, DAY_MS, iso, type Look, msOf, ofMerchant } from "./found.ts";

/** A notice may be on its way for a while; only then is polling the one that told us. */
const NOTICE_GRACE_MS = 10 * 60_000;
const GAP_DAYS = 7;

type MoneyRow = Parameters<typeof byMerchant>[1] extends Iterable<infer Row> ? Row : never;

export async function readLateApprovals(look: Look): Promise<Attention[]> {
  const rows = await look.tx.execute<MoneyRow>(sql`
    SELECT a.merchant_id, m.name, a.currency, count(*)::int AS n, sum(a.amount_minor)::float8 AS amount,
      ${msOf(sql`min(coalesce(a.answered_at, a.begun_at))`)} AS since_ms
    FROM attempts a
    JOIN orders o ON o.merchant_id = a.merchant_id AND o.id = a.order_id
    JOIN merchants m ON m.id = a.merchant_id
    WHERE a.state = 'late_approval' AND o.environment = ${look.environment}
      AND ${ofMerchant(look, sql`a.merchant_id`)}
    GROUP BY a.merchant_id, m.name, a.currency ORDER BY a.currency`);
  return byMerchant("late_approval", rows);
}

/** Rebills without an outcome that end soon, or should have ended: nobody can change that, but all want to know. */
export async function readNearExpiry(look: Look): Promise<Attention[]> {
  const rows = await look.tx.execute<MoneyRow>(sql`
    SELECT o.merchant_id, m.name, o.currency, count(*)::int AS n, sum(o.amount_minor)::float8 AS amount,
      ${msOf(sql`min(greatest(o.received_at, o.expires_at - make_interval(days => ${NEAR_EXPIRY_DAYS})))`)} AS since_ms
    FROM orders o JOIN merchants m ON m.id = o.merchant_id
    WHERE o.environment = ${look.environment} AND o.state = 'submitted' AND o.channel = 'mit'
      AND o.expires_at <= ${ago(look, -NEAR_EXPIRY_DAYS * DAY_MS)} AND ${ofMerchant(look, sql`o.merchant_id`)}
    GROUP BY o.merchant_id, m.name, o.currency ORDER BY o.currency`);
  return byMerchant("mit_near_expiry", rows);
}

/** Orders of the last week whose end FlexCharge never told us. Those of observed merchants are read, not told. */
export async function readWebhookGaps(look: Look): Promise<Attention[]> {
  const rows = await look.tx.execute<MoneyRow>(sql`
    SELECT a.merchant_id, m.name, '' AS currency, count(*)::int AS n, 0::float8 AS amount,
      ${msOf(sql`min(a.answered_at)`)} AS since_ms
    FROM attempts a
    JOIN orders o ON o.merchant_id = a.merchant_id AND o.id = a.order_id
    JOIN merchants m ON m.id = a.merchant_id
    WHERE a.ended_by = 'poll' AND a.notice_at IS NULL
      AND a.answered_at > ${ago(look, GAP_DAYS * DAY_MS)} AND a.answered_at < ${ago(look, NOTICE_GRACE_MS)}
      AND o.environment = ${look.environment} AND o.origin = 'gateway' AND ${ofMerchant(look, sql`a.merchant_id`)}
    GROUP BY a.merchant_id, m.name`);
  return byMerchant("webhook_gap", rows).map((line) => ({ ...line, amounts: [] }));
}

/**
 * Websites that had orders on each day of a week and then none, for longer than their longest pause explains. Looks
 * at two weeks, so that one that has been silent for a week is past news, and into the habits of those alone that have
 * been quiet for a while: the others' orders need not be put in order.
 */
export async function readSilentSites(look: Look): Promise<Attention[]> {
  const lately = sql`o.environment = ${look.environment} AND o.site_id IS NOT NULL
    AND o.declined_at > ${ago(look, 2 * SILENT_DAYS * DAY_MS)} AND ${ofMerchant(look, sql`o.merchant_id`)}`;
  const rows = await look.tx.execute<{
    merchant_id: string;
    name: string;
    site_id: string;
    site_name: string;
    last_ms: number;
    gap_ms: number;
    days: number;
  }>(sql`
    WITH quiet AS (
      SELECT o.merchant_id, o.site_id, max(o.received_at) AS last_at FROM orders o WHERE ${lately}
      GROUP BY o.merchant_id, o.site_id HAVING max(o.received_at) < ${ago(look, SILENT_MS_MIN)}
    ), seen AS (
      SELECT o.merchant_id, o.site_id, o.received_at, q.last_at,
        o.received_at - lag(o.received_at) OVER (PARTITION BY o.merchant_id, o.site_id ORDER BY o.received_at) AS gap
      FROM quiet q JOIN orders o ON o.merchant_id = q.merchant_id AND o.site_id = q.site_id WHERE ${lately}
    ), habit AS (
      SELECT merchant_id, site_id, last_at, ${msOf(sql`max(gap)`)} AS gap_ms,
        count(DISTINCT floor(extract(epoch FROM last_at - received_at) / 86400))::int AS days
      FROM seen WHERE received_at > last_at - make_interval(days => ${SILENT_DAYS})
      GROUP BY merchant_id, site_id, last_at
    )
    SELECT h.merchant_id, m.name, h.site_id, s.name AS site_name, ${msOf(sql`h.last_at`)} AS last_ms, h.gap_ms, h.days
    FROM habit h
    JOIN merchants m ON m.id = h.merchant_id AND m.archived_at IS NULL AND m.state = 'active'
    JOIN sites s ON s.merchant_id = h.merchant_id AND s.id = h.site_id AND s.archived_at IS NULL
    WHERE h.days >= ${SILENT_DAYS}`);
  return [...rows]
    .filter((row) =>
      isSilent({ days: row.days, longestGapMs: row.gap_ms, quietMs: look.now.getTime() - row.last_ms }),
    )
    .map((row) => ({
      kind: "site_silent",
      merchantId: row.merchant_id,
      merchantName: row.name,
      subject: row.site_id,
      subjectName: row.site_name,
      since: iso(row.last_ms),
      count: 1,
      amounts: [],
      facts: { usualGapMinutes: Math.ceil(row.gap_ms / 60_000) },
    }));
}
