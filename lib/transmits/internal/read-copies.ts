import type { Sql, TransactionSql } from "postgres";
import type { Mark } from "#lib/queue/lead-stream.ts";
import type { Environment, TransmitTroubleState } from "#lib/terms.ts";

/** A copy on its way out. */
export type Copy = {
  merchantId: string;
  id: string;
  environment: Environment;
  externalId: string;
  receivedAt: Date;
  requestId: string;
  payload: string;
  /** FlexCharge's own id of the site that the payment was attributed to. */
  upstreamSiteId: string | null;
};
export type StreamedCopy = Copy & Mark & { held: boolean; known: boolean };
/** A copy that is tried again. */
export type RetriedCopy = Copy & { attempts: number; state: TransmitTroubleState };

/**
 * The next copies in commit order, only those that no running transaction can still come before: by `seq` alone, rows
 * whose transaction commits late would be passed by for ever (measurements.md, finding 5).
 */
export async function readCopies(sql: Sql, after: Mark, limit: number): Promise<StreamedCopy[]> {
  return sql<StreamedCopy[]>`
    SELECT t.xid::text, t.seq::text, t.merchant_id AS "merchantId", t.id, t.environment,
      t.external_id AS "externalId", t.received_at AS "receivedAt", t.request_id AS "requestId", t.payload,
      t.held_reason IS NOT NULL AS held,
      CASE t.environment WHEN 'sandbox' THEN s.sandbox_site_id ELSE s.production_site_id END AS "upstreamSiteId",
      EXISTS (SELECT FROM transmit_results r WHERE r.merchant_id = t.merchant_id AND r.transmit_id = t.id)
        OR EXISTS (SELECT FROM transmit_retries r WHERE r.merchant_id = t.merchant_id AND r.transmit_id = t.id) AS known
    FROM (SELECT * FROM transmits
      WHERE (xid, seq) > (${after.xid}::xid8, ${after.seq}::bigint)
        AND xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY xid, seq LIMIT ${limit}) t
    LEFT JOIN sites s ON s.merchant_id = t.merchant_id AND s.id = t.site_id
    ORDER BY t.xid, t.seq`;
}

/**
 * Failed copies whose time has come, but none of the named lanes (`environment|merchantId`), which are full or paused.
 */
export async function readDueRetries(
  sql: Sql,
  withoutLanes: string[],
  limit: number,
): Promise<RetriedCopy[]> {
  return sql<RetriedCopy[]>`
    SELECT t.merchant_id AS "merchantId", t.id, t.environment, t.external_id AS "externalId",
      t.received_at AS "receivedAt", t.request_id AS "requestId", COALESCE(r.payload, t.payload) AS payload,
      r.attempts, r.state,
      CASE t.environment WHEN 'sandbox' THEN s.sandbox_site_id ELSE s.production_site_id END AS "upstreamSiteId"
    FROM (SELECT * FROM transmit_retries WHERE state <> 'dead' AND next_at <= now()
        AND environment || '|' || merchant_id <> ALL (${withoutLanes}::text[])
      ORDER BY next_at LIMIT ${limit}) r
    JOIN transmits t ON t.merchant_id = r.merchant_id AND t.id = r.transmit_id
      -- A moment that came through JavaScript has lost its microseconds; a range still finds the one partition.
      AND t.received_at >= r.received_at AND t.received_at < r.received_at + interval '1 millisecond'
    LEFT JOIN sites s ON s.merchant_id = t.merchant_id AND s.id = t.site_id`;
}

/** How old the oldest copy is that the stream has not passed, in ms; 0 without one. */
export async function unreadAgeMs(sql: Sql, after: Mark): Promise<number> {
  const [oldest] = await sql<{ ms: number }[]>`
    SELECT extract(epoch FROM now() - received_at)::float8 * 1000 AS ms FROM transmits
    WHERE (xid, seq) > (${after.xid}::xid8, ${after.seq}::bigint) ORDER BY xid, seq LIMIT 1`;
  return Math.max(0, oldest?.ms ?? 0);
}

/** After a restore the copies that nobody sent yet get an id of this cluster, so that the stream comes to them. */
export async function renumberUnsent(tx: TransactionSql): Promise<void> {
  await tx`UPDATE transmits t SET xid = pg_current_xact_id()
    WHERE NOT EXISTS (SELECT FROM transmit_results r WHERE r.merchant_id = t.merchant_id AND r.transmit_id = t.id)`;
}
