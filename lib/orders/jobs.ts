import { lt } from "drizzle-orm";
import { idempotencyKeys } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { IDEMPOTENCY_DAYS } from "./internal/idempotency.ts";

export const forgetOldIdempotencyKeys: PeriodicJob<Scope> = {
  name: "forget-old-idempotency-keys",
  everyMs: 60 * 60 * 1000,
  run: (scope) =>
    inScope(scope, async (tx) => {
      const oldest = new Date(scope.clock.now().getTime() - IDEMPOTENCY_DAYS * 24 * 60 * 60 * 1000);
      const forgotten = await tx
        .delete(idempotencyKeys)
        .where(lt(idempotencyKeys.createdAt, oldest))
        .returning({ key: idempotencyKeys.key });
      return forgotten.length;
    }),
};
