import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { Environment } from "#lib/terms.ts";
import type { Judged } from "./write-attempts.ts";

/** An endpoint as attempts have left it. */
export type Noted = {
  merchantId: string;
  id: string;
  environment: Environment;
  url: string;
  isActive: boolean;
  failingSince: Date | null;
  isGone: boolean;
};

/**
 * Writes when endpoints last succeeded and since when they only fail. Takes them in one order, and before their
 * deliveries, as every change of an endpoint does. Test events say nothing of it.
 */
export async function noteEndpoints(tx: Transaction, judged: readonly Judged[]): Promise<Noted[]> {
  const byEndpoint = Map.groupBy(
    judged.filter(({ claim }) => !claim.isTest),
    ({ claim }) => claim.endpointId,
  );
  if (byEndpoint.size === 0) return [];
  const rows = [...byEndpoint].map(([id, attempts]) => ({ id, ...recordOf(attempts) }));
  const heard = JSON.stringify(rows);
  const noted = await tx.execute<Omit<Noted, "failingSince"> & { failingSince: string | null }>(sql`
    WITH mine AS MATERIALIZED (
      SELECT e.merchant_id, e.id, r.success_at::timestamptz AS success_at, r.failed_since::timestamptz AS failed_since,
        r.is_gone
      FROM json_to_recordset(${heard}::text::json) AS r(merchant_id text, id text, success_at text, failed_since text,
        is_gone boolean)
      JOIN webhook_endpoints e ON e.merchant_id = r.merchant_id AND e.id = r.id
      ORDER BY e.merchant_id, e.id FOR NO KEY UPDATE OF e)
    UPDATE webhook_endpoints e SET
      last_success_at = GREATEST(e.last_success_at, mine.success_at),
      failing_since = CASE WHEN mine.success_at IS NULL THEN COALESCE(e.failing_since, mine.failed_since)
        ELSE mine.failed_since END
    FROM mine WHERE e.merchant_id = mine.merchant_id AND e.id = mine.id
    RETURNING e.merchant_id AS "merchantId", e.id, e.environment, e.url,
      e.state = 'active' AND e.deleted_at IS NULL AS "isActive", e.failing_since AS "failingSince",
      mine.is_gone AS "isGone"`);
  return [...noted].map((row) => ({
    ...row,
    failingSince: row.failingSince ? new Date(row.failingSince) : null,
  }));
}

/** Of attempts that ended in this order: the last success, and the first failure since. */
function recordOf(attempts: readonly Judged[]) {
  const lastSuccess = attempts.findLastIndex(({ verdict }) => verdict.isDelivered);
  return {
    merchant_id: attempts[0]!.claim.merchantId,
    success_at: attempts[lastSuccess]?.at.toISOString() ?? null,
    failed_since: attempts[lastSuccess + 1]?.at.toISOString() ?? null,
    is_gone: attempts.slice(lastSuccess + 1).some(({ verdict }) => verdict.isGone),
  };
}
