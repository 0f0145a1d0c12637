import type { Sql } from "postgres";
import { effectKeys } from "#lib/ledger/rules.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import type { Mark } from "#lib/queue/lead-stream.ts";
import type { Channel, Environment } from "#lib/terms.ts";

type AttemptRow = Mark & {
  merchantId: string;
  environment: Environment;
  externalId: string;
  transactionId: string;
  channel: Channel;
  siteId: string | null;
  campaignId: string | null;
  descriptor: string | null;
  declined: boolean;
  amountMinor: string;
  currency: string;
  responseCode: string | null;
  responseCodeSource: string | null;
  at: Date;
};

/**
 * The next copies in commit order without their bodies; the condition is readCopies'. The order names the table: by
 * the selected texts, 1000 would come before 999.
 */
export async function readAttempts(sql: Sql, after: Mark, limit: number): Promise<AttemptRow[]> {
  return sql<AttemptRow[]>`
    SELECT t.xid::text, t.seq::text, merchant_id AS "merchantId", environment, external_id AS "externalId",
      transaction_id AS "transactionId", channel, site_id AS "siteId", campaign_id AS "campaignId", descriptor, declined,
      amount_minor AS "amountMinor", currency, response_code AS "responseCode",
      response_code_source AS "responseCodeSource", COALESCE(processed_at, received_at) AS at
    FROM transmits t
    WHERE (t.xid, t.seq) > (${after.xid}::xid8, ${after.seq}::bigint) AND t.xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY t.xid, t.seq LIMIT ${limit}`;
}

/** A transmitted payment as the ledger's fact. */
export function attemptOf(row: AttemptRow): LedgerEvent {
  const { xid: _xid, seq: _seq, externalId, declined, amountMinor, ...facts } = row;
  return {
    ...facts,
    type: "attempt",
    orderId: externalId,
    amountMinor: Number(amountMinor),
    approvedByProcessor: !declined,
    source: "transmit",
    effectKey: effectKeys.transmit(externalId, row.transactionId),
  };
}
