import { sql } from "drizzle-orm";
import type { TransactionSql } from "postgres";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Log } from "#lib/kit/log.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import { type Lead, LeadLost, leadStream, rest } from "#lib/queue/lead-stream.ts";
import { watchStreamAge } from "#lib/queue/stream-ages.ts";
import { attemptOf, readAttempts } from "./internal/read-attempts.ts";
import { unreadAgeMs } from "./internal/read-copies.ts";

export const ATTEMPTS_STREAM = "transmit-attempts";
const READ_AT_ONCE = 1_000;
const REST_MS = 200;
const AGE_EVERY_MS = 2_000;

/**
 * Every copy is a processed payment, so the ledger counts it (product.md §11), also where it is not sent on: a second
 * stream over the same table. Events and place are written in one transaction, and an event has a key of its own, so
 * each payment is counted once.
 */
export function recordAttempts(
  scope: Scope,
  tools: { directUrl: string; log: Log },
): { stop(): Promise<void> } {
  const { directUrl, log } = tools;
  const onError = (err: unknown) => log.warn({ stream: ATTEMPTS_STREAM, err }, "the stream was interrupted");
  const stream = { name: ATTEMPTS_STREAM, directUrl, onNewCluster: renumberNothing, onError };
  return leadStream(stream, (lead) => record(scope, lead));
}

/** The send stream's renumbering serves both; what is read twice is written once. */
async function renumberNothing(_tx: TransactionSql): Promise<void> {}

async function record(scope: Scope, lead: Lead): Promise<void> {
  let { mark } = lead;
  let ageMs = 0;
  let lookAt = 0;
  const stopTelling = watchStreamAge(ATTEMPTS_STREAM, () => ageMs);
  try {
    while (!lead.stopping.aborted && !lead.lost.aborted) {
      const copies = await readAttempts(lead.sql, mark, READ_AT_ONCE);
      const last = copies.at(-1);
      if (last) {
        await inScope(scope, async (tx) => {
          await appendLedgerEvents(tx, copies.map(attemptOf));
          const moved = await tx.execute(sql`
            UPDATE streams SET xid = ${last.xid}::xid8, seq = ${last.seq}::bigint, moved_at = now()
            WHERE name = ${ATTEMPTS_STREAM} AND leader = ${lead.token} RETURNING name`);
          if (moved.length === 0) throw new LeadLost("the attempts have another leader");
        });
        mark = { xid: last.xid, seq: last.seq };
      }
      if (performance.now() >= lookAt) {
        ageMs = await unreadAgeMs(lead.sql, mark);
        lookAt = performance.now() + AGE_EVERY_MS;
      }
      if (copies.length < READ_AT_ONCE) await rest(REST_MS, lead.stopping);
    }
  } finally {
    stopTelling();
  }
}
