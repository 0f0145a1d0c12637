import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { credentialSets } from "#db/schema/credentials.ts";
import { merchants } from "#db/schema/merchants.ts";
import { orderSyncs } from "#db/schema/notices.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Account } from "./claim-polls.ts";
import { pollPace } from "./poll-pace.ts";

const AFTER_ERROR_MS = 5 * 60_000;

/** Accounts whose orders are read: of observed merchants, with credentials; one that failed just now rests. */
export function observedAccounts(scope: Scope): Promise<Account[]> {
  const restMs = Math.min(AFTER_ERROR_MS, pollPace().maxMs);
  const rested = new Date(scope.clock.now().getTime() - restMs);
  const ofAccount = and(
    eq(orderSyncs.merchantId, merchants.id),
    eq(orderSyncs.environment, credentialSets.environment),
  );
  return inScope(scope, (tx) =>
    tx
      .select({ merchantId: merchants.id, environment: credentialSets.environment })
      .from(merchants)
      .innerJoin(
        credentialSets,
        and(eq(credentialSets.merchantId, merchants.id), eq(credentialSets.current, true)),
      )
      .leftJoin(orderSyncs, ofAccount)
      .where(
        and(
          eq(merchants.observed, true),
          isNull(merchants.archivedAt),
          or(isNull(orderSyncs.lastError), lt(orderSyncs.lastRunAt, rested)),
        ),
      )
      .orderBy(sql`${orderSyncs.lastRunAt} NULLS FIRST`),
  );
}
