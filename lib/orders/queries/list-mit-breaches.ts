import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { AttemptState } from "#lib/terms.ts";
import { rebillFacts } from "../internal/rebill-facts.ts";
import type { MitRule, RebillQuery } from "../schema.ts";

/** One rule of product.md §8 that one rebill broke. Times are ISO. */
export type MitBreach = {
  merchantId: string;
  orderId: string;
  externalId: string;
  siteId: string | null;
  rule: MitRule;
  /** When the short or late rebill came, or when the merchant tried again. */
  at: string;
  declinedAt: string;
  expiresAt: string | null;
  /** False: the rule held it back, FlexCharge never saw it. */
  sent: boolean;
  state: AttemptState;
  /** The merchant's own authorisation; only of a retry. */
  retry: { transactionId: string; approved: boolean } | null;
};

const ROWS_MAX = 5_000;

/**
 * Rebills first declined on the days asked for that broke a rule, newest breach first; an order that broke two is
 * told twice. What "not the same day" and "retried in flight" mean is the MIT compliance metric's (product.md §11).
 * Needs `orders.read`.
 */
export async function listMitBreaches(
  scope: Scope,
  query: RebillQuery,
  limit: number = ROWS_MAX,
): Promise<MitBreach[]> {
  requirePermission(scope, "orders.read");
  const found = await inScope(scope, (tx) =>
    tx.execute<Record<string, unknown>>(sql`WITH ${rebillFacts(query)}, breaches AS (
        SELECT *, 'expiry_short' AS rule, received_at AS at FROM judged WHERE is_expiry_short
        UNION ALL
        SELECT *, 'not_same_day', COALESCE(evaluated_at, received_at) FROM judged WHERE is_not_same_day
        UNION ALL
        SELECT *, 'retried_in_flight', retried_at FROM judged WHERE is_retried
      )
      SELECT * FROM breaches ORDER BY at DESC, merchant_id, order_id, rule LIMIT ${Math.min(limit, ROWS_MAX)}`),
  );
  return found.map((row) => {
    const rule = row.rule as MitRule;
    const time = (name: string) => new Date(row[name] as string).toISOString();
    return {
      merchantId: String(row.merchant_id),
      orderId: String(row.order_id),
      externalId: String(row.external_id),
      siteId: (row.site_id as string | null) ?? null,
      rule,
      at: time("at"),
      declinedAt: time("declined_at"),
      expiresAt: row.expires_at ? time("expires_at") : null,
      sent: Boolean(row.is_evaluated),
      state: row.state as AttemptState,
      retry:
        rule === "retried_in_flight"
          ? { transactionId: String(row.retried_payment), approved: Boolean(row.retry_approved) }
          : null,
    };
  });
}
