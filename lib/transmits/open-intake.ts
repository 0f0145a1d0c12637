import postgres from "postgres";
import { withoutLostRollback } from "#db/lost-connection.ts";
import { type BatcherLimits, createBatcher, type Done, WaitedTooLong } from "./internal/batcher.ts";
import { insertStatement, insertValues } from "./internal/insert-statement.ts";
import type { NewTransmit } from "./schema.ts";

const LIMITS: BatcherLimits = { rowsMax: 256, entriesMax: 4_096, flushesMax: 8, waitMsMax: 5_000 };
const STATEMENT_MS_MAX = 5_000;

export type TransmitIntake = ReturnType<typeof openIntake>;
export { WaitedTooLong };

/**
 * The gateway's way to keep copies: requests that come together share one insert, and each is told when it is
 * committed. Nothing else happens in that transaction: the table is its own outbox (lib/transmits/jobs.ts).
 * @param options.url as switchboard_ingest, which can only insert; else `appUrl` with its tenant set
 */
export function openIntake(options: {
  url: string | undefined;
  appUrl: string;
  limits?: Partial<BatcherLimits>;
}) {
  const sql = postgres(options.url ?? options.appUrl, {
    max: LIMITS.flushesMax,
    onnotice: () => {},
    connect_timeout: 3,
    // The driver's own waits up to 20 s; a database that is back takes copies at once (P24).
    backoff: () => 0.2,
    max_lifetime: null,
    connection: { application_name: "switchboard-ingest", statement_timeout: STATEMENT_MS_MAX },
  });

  async function insert(transmits: NewTransmit[]): Promise<void> {
    const statement = insertStatement(transmits.length);
    const values = insertValues(transmits);
    if (options.url) await sql.unsafe(statement, values, { prepare: true });
    else {
      await sql.begin((tx) =>
        withoutLostRollback(async () => {
          await tx`SELECT set_config('switchboard.tenant', '*', true)`;
          await tx.unsafe(statement, values, { prepare: true });
        }),
      );
    }
  }

  const batcher = createBatcher(insert, { ...LIMITS, ...options.limits });
  return {
    /** Calls `done` with null after the commit. False: too much is under way, the copy was not taken. */
    take: (transmit: NewTransmit, done: Done): boolean => batcher.add(transmit, done),
    /** Copies that are waiting or in flight. */
    underWay: () => batcher.entries(),
    async close(): Promise<void> {
      await batcher.finish();
      await sql.end({ timeout: 5 });
    },
  };
}
