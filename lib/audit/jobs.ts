import type { Database } from "#db/client.ts";
import { auditChains } from "#db/schema/audit.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import type { Clock } from "#lib/kit/clock.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { appendAnchors, readAnchors } from "./internal/anchor-file.ts";
import { type ChainReport, verifyChains } from "./verify-chains.ts";

type Around = { database: Database; clock: Clock };

/** Recomputes every chain against the heads in `anchorFile` (null: against the database's own heads alone). */
export async function verifyAudit(around: Around, anchorFile: string | null): Promise<ChainReport[]> {
  return verifyChains(around, anchorFile ? await readAnchors(anchorFile) : undefined);
}

/**
 * Writes down each chain's head outside the database, so that one who owns the database cannot cut the tail off or
 * write the chain anew unseen. Answers how many heads had moved.
 */
export function anchorHeads(anchorFile: string): PeriodicJob<Around> {
  return {
    name: "anchor-audit-heads",
    everyMs: 5 * 60_000,
    async run({ database, clock }) {
      const known = await readAnchors(anchorFile);
      const heads = await inTenant(database, EVERY_TENANT, (tx) => tx.select().from(auditChains));
      const moved = heads.filter(({ merchantId, sequence }) => {
        const last = known.get(merchantId)?.at(-1)?.sequence ?? 0;
        return sequence > last;
      });
      const at = clock.now().toISOString();
      const anchors = moved.map(({ merchantId, sequence, hash }) => ({ at, merchantId, sequence, hash }));
      if (anchors.length > 0) await appendAnchors(anchorFile, anchors);
      return anchors.length;
    },
  };
}

/** Recomputes the chains each hour, for the console's "intact, checked 14:00". Answers how many are not intact. */
export function verifyAuditHourly(anchorFile: string | null): PeriodicJob<Around> {
  return {
    name: "verify-audit",
    everyMs: 60 * 60_000,
    async run(around) {
      const reports = await verifyAudit(around, anchorFile);
      return reports.filter(({ findings }) => findings.length > 0).length;
    },
  };
}
