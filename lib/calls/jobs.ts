import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";
import { callIdAt } from "./internal/call-id.ts";
import { CALL_DAYS } from "./schema.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const ROWS_AT_ONCE = 2_000;
/** A gateway writes 300 calls a second at most; several of them in ten minutes are fewer than this. */
const TIMES_MAX = 1_000;

/** Takes calls older than seven days out of the log, a few at a time. */
export const forgetOldCalls: PeriodicJob<Scope> = {
  name: "forget-old-calls",
  everyMs: 10 * 60 * 1000,
  async run(scope) {
    const before = callIdAt(new Date(scope.clock.now().getTime() - CALL_DAYS * DAY_MS));
    let forgotten = 0;
    for (const environment of ENVIRONMENTS) {
      for (let times = 0, gone = ROWS_AT_ONCE; gone === ROWS_AT_ONCE && times < TIMES_MAX; times += 1) {
        gone = await inScope(scope, async (tx) => {
          const deleted = await tx.execute(sql`
            DELETE FROM api_calls WHERE (merchant_id, environment, id) IN (
              SELECT merchant_id, environment, id FROM api_calls
              WHERE environment = ${environment} AND id < ${before} ORDER BY id LIMIT ${ROWS_AT_ONCE})
            RETURNING 1`);
          return deleted.length;
        });
        forgotten += gone;
      }
    }
    return forgotten;
  },
};
