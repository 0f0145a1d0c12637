import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { transmitRetentionMonths } from "#lib/kit/env.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { recordAttempts } from "./record-attempts.ts";
import { type SendTools, sendTransmits } from "./send-transmits.ts";

const MONTHS_AHEAD = 3;

export const createTransmitPartitions: PeriodicJob<Scope> = {
  name: "create-transmit-partitions",
  everyMs: 6 * 60 * 60 * 1000,
  run: (scope) =>
    inScope(scope, async (tx) => {
      const [made] = await tx.execute<{ count: number }>(
        sql`SELECT create_transmit_partitions(${MONTHS_AHEAD}) AS count`,
      );
      return made?.count ?? 0;
    }),
};

/**
 * Months of copies that ended so many months ago go, whole, once both streams have read them and no failed copy is left
 * in them (TRANSMIT_RETENTION_MONTHS). The ledger and what was delivered stay.
 */
export const dropOldTransmits: PeriodicJob<Scope> = {
  name: "drop-old-transmits",
  everyMs: 24 * 60 * 60 * 1000,
  run: (scope) =>
    inScope(scope, async (tx) => {
      const kept = transmitRetentionMonths();
      const now = scope.clock.now().toISOString();
      const [dropped] = await tx.execute<{ count: number }>(
        sql`SELECT drop_transmit_partitions(${now}::timestamptz - make_interval(months => ${kept})) AS count`,
      );
      return dropped?.count ?? 0;
    }),
};

/** Both streams over the transmits: to FlexCharge, and into the ledger. Each has one leader among all workers. */
export function startTransmitStreams(scope: Scope, tools: SendTools): { stop(): Promise<void> } {
  const streams = [sendTransmits(scope, tools), recordAttempts(scope, tools)];
  return {
    async stop() {
      await Promise.all(streams.map((stream) => stream.stop()));
    },
  };
}
