import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { Environment } from "#lib/terms.ts";

/** A delivery that is ours until `leasedUntil`. */
export type Claim = {
  merchantId: string;
  id: string;
  environment: Environment;
  endpointId: string;
  url: string;
  eventId: string;
  body: string;
  isTest: boolean;
  attempts: number;
  tries: number;
  replayId: string | null;
  leasedUntil: Date;
};

/** An attempt takes 15 s at most; the rest is for standing ready and for writing it down. Then somebody else may take it. */
export const LEASE_MS = 45_000;

/**
 * Takes due deliveries of active endpoints, of each as many as it has room for, its oldest first. One endpoint's backlog
 * is never walked through to find another's: the index is entered anew at every endpoint.
 * @param options.rooms by endpoint, where it is not `room`
 */
export async function claimDue(
  tx: Transaction,
  options: { now: Date; most: number; room: number; rooms: ReadonlyMap<string, number> },
): Promise<Claim[]> {
  const leasedUntil = new Date(options.now.getTime() + LEASE_MS);
  const [now, until] = [options.now.toISOString(), leasedUntil.toISOString()];
  const rooms = JSON.stringify([...options.rooms].map(([id, room]) => ({ id, room })));
  const rows = await tx.execute<Omit<Claim, "leasedUntil">>(sql`
    WITH RECURSIVE scheduled AS (
      (SELECT endpoint_id, merchant_id FROM deliveries WHERE next_at IS NOT NULL ORDER BY endpoint_id LIMIT 1)
      UNION ALL
      SELECT following.endpoint_id, following.merchant_id FROM scheduled CROSS JOIN LATERAL (
        SELECT d.endpoint_id, d.merchant_id FROM deliveries d
        WHERE d.next_at IS NOT NULL AND d.endpoint_id > scheduled.endpoint_id ORDER BY d.endpoint_id LIMIT 1) following
    ), open AS MATERIALIZED (
      SELECT e.merchant_id, e.id, e.url, COALESCE(r.room, ${options.room}::int) AS room
      FROM scheduled s
      JOIN webhook_endpoints e ON e.merchant_id = s.merchant_id AND e.id = s.endpoint_id
      LEFT JOIN json_to_recordset(${rooms}::text::json) AS r(id text, room int) ON r.id = e.id
      WHERE e.state = 'active' AND e.deleted_at IS NULL
    ), due AS MATERIALIZED (
      SELECT d.merchant_id, d.id, o.url FROM (SELECT * FROM open WHERE room > 0 ORDER BY random()) o
      CROSS JOIN LATERAL (SELECT merchant_id, id FROM deliveries
        WHERE endpoint_id = o.id AND merchant_id = o.merchant_id AND next_at <= ${now}::timestamptz
          AND (leased_until IS NULL OR leased_until < ${now}::timestamptz)
        ORDER BY next_at LIMIT o.room FOR UPDATE SKIP LOCKED) d
      LIMIT ${options.most}::int
    ), taken AS (
      UPDATE deliveries d SET leased_until = ${until}::timestamptz FROM due
      WHERE d.merchant_id = due.merchant_id AND d.id = due.id
      RETURNING d.*, due.url
    )
    SELECT t.merchant_id AS "merchantId", t.id, t.environment, t.endpoint_id AS "endpointId", t.url,
      t.event_id AS "eventId", e.body, e.source = 'test' AS "isTest", t.attempts, t.tries, t.replay_id AS "replayId"
    FROM taken t JOIN webhook_events e ON e.merchant_id = t.merchant_id AND e.id = t.event_id
    ORDER BY t.next_at, t.id`);
  return [...rows].map((row) => ({ ...row, leasedUntil }));
}
