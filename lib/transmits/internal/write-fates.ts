import type { Sql } from "postgres";
import { withoutLostRollback } from "#db/lost-connection.ts";
import { type Mark, moveMark } from "#lib/queue/lead-stream.ts";
import type { TransmitTroubleState } from "#lib/terms.ts";
import type { Copy } from "./read-copies.ts";

/** What is written of a try; `retried` when the copy came from the retries. */
export type Settled = { copy: Copy; retried: boolean } & (
  | { state: "delivered"; upstreamTransmitId: string | null; upstreamOrderId: string | null }
  | {
      state: TransmitTroubleState;
      attempts: number;
      /** From now. */
      nextMs: number;
      error: string;
      status: number | null;
    }
);

/**
 * Results, retries and how far the stream has come, in one transaction: a crash forgets all of it or nothing, and
 * what is forgotten is sent again. Throws LeadLost when somebody else leads by now.
 */
export async function writeFates(
  sql: Sql,
  stream: { name: string; token: string; mark: Mark },
  settled: readonly Settled[],
): Promise<void> {
  const delivered = settled.flatMap(({ copy, ...fate }) =>
    fate.state === "delivered"
      ? [{ ...placeOf(copy), upstream: fate.upstreamTransmitId, order: fate.upstreamOrderId }]
      : [],
  );
  const gone = settled.filter(({ state, retried }) => state === "delivered" && retried);
  const failed = settled.flatMap(({ copy, ...fate }) =>
    fate.state === "delivered"
      ? []
      : [
          {
            ...placeOf(copy),
            external_id: copy.externalId,
            received_at: copy.receivedAt.toISOString(),
            ...fate,
          },
        ],
  );
  await sql.begin((tx) =>
    withoutLostRollback(async () => {
      await moveMark(tx, stream.name, stream.token, stream.mark);
      if (delivered.length > 0) {
        await tx`INSERT INTO transmit_results
          (merchant_id, transmit_id, environment, upstream_transmit_id, upstream_order_id, delivered_at)
        SELECT merchant_id, transmit_id, environment, upstream, "order", now()
        FROM json_to_recordset(${JSON.stringify(delivered)}::text::json) AS r(merchant_id text, transmit_id uuid,
          environment text, upstream text, "order" text)
        ON CONFLICT DO NOTHING`;
      }
      if (gone.length > 0) {
        await tx`DELETE FROM transmit_retries t
        USING json_to_recordset(${JSON.stringify(gone.map(({ copy }) => placeOf(copy)))}::text::json)
          AS r(merchant_id text, transmit_id uuid)
        WHERE t.merchant_id = r.merchant_id AND t.transmit_id = r.transmit_id`;
      }
      if (failed.length > 0) {
        await tx`INSERT INTO transmit_retries (merchant_id, transmit_id, environment, external_id, received_at, state,
          attempts, next_at, last_error, last_status, failed_at)
        SELECT merchant_id, transmit_id, environment, external_id, received_at, state, attempts,
          now() + "nextMs" * interval '1 millisecond', error, status, now()
        FROM json_to_recordset(${JSON.stringify(failed)}::text::json) AS r(merchant_id text, transmit_id uuid,
          environment text, external_id text, received_at timestamptz, state text, attempts integer, "nextMs" integer,
          error text, status integer)
        ON CONFLICT (merchant_id, transmit_id) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
          next_at = excluded.next_at, last_error = excluded.last_error, last_status = excluded.last_status,
          failed_at = excluded.failed_at`;
      }
    }),
  );
}

function placeOf({ merchantId, id, environment }: Copy) {
  return { merchant_id: merchantId, transmit_id: id, environment };
}
