import { and, eq, lte } from "drizzle-orm";
import { credentialSets } from "#db/schema/credentials.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { takeOver } from "./internal/take-over.ts";
import { livingSets, merchantName } from "./queries.ts";
import { recordCredentialUses } from "./record-credential-uses.ts";
import { rotateKeys } from "./rotate-keys.ts";

/** A run's share; the next run is seconds away. */
const A_RUN = 100;

/** Puts verified next versions to use once their date has come, each in a transaction of its own. */
export const cutOverCredentials: PeriodicJob<Scope> = {
  name: "cut-over-credentials",
  everyMs: 5_000,
  async run(scope) {
    const due = await inScope(scope, (tx) =>
      tx
        .select({
          merchantId: credentialSets.merchantId,
          environment: credentialSets.environment,
          version: credentialSets.version,
        })
        .from(credentialSets)
        .where(
          and(
            eq(credentialSets.state, "verified"),
            eq(credentialSets.current, false),
            lte(credentialSets.cutOverAt, scope.clock.now()),
          ),
        )
        .limit(A_RUN),
    );
    let done = 0;
    for (const place of due) if (await cutOver(scope, place)) done += 1;
    return done;
  },
};

type Due = Pick<typeof credentialSets.$inferSelect, "merchantId" | "environment" | "version">;

/** False when somebody moved its date or ended it meanwhile. */
function cutOver(scope: Scope, place: Due): Promise<boolean> {
  const { merchantId, environment, version } = place;
  return inScope(scope, async (tx) => {
    const name = await merchantName(tx, merchantId, { lock: true });
    const now = scope.clock.now();
    const sets = await livingSets(tx, merchantId, environment);
    const set = sets.find((row) => row.version === version);
    if (!set || set.current || set.state !== "verified" || !set.cutOverAt || set.cutOverAt > now)
      return false;
    await takeOver(tx, place, now);
    await appendEntry(tx, scope, {
      merchantId,
      action: "credentials.cut_over",
      subject: `credentials/${environment}/${version}`,
      subjectName: `${name}, ${environment} credentials`,
      before: { inUse: sets.find((row) => row.current)?.version ?? null, at: set.cutOverAt.toISOString() },
      after: { inUse: version },
    });
    return true;
  });
}

/** Not on a timer: `npm run keys:rotate` (worker/rotate-keys.ts). */
export const rotateAllKeys = rotateKeys;

/** For the worker's own calls; what the gateway's carried, it counts itself. */
export const countCredentialUses = recordCredentialUses;
