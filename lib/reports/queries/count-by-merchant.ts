import { sql } from "drizzle-orm";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { entriesOf, SUMS } from "../internal/entries.ts";
import { inReport } from "../internal/in-report.ts";
import type { Among } from "../internal/order-facts.ts";
import { countsOf } from "../internal/row.ts";
import { ratesOf } from "../rules.ts";
import type { ReportQuery } from "../schema.ts";

/** One merchant's figures in one currency. `recoveredNet` in minor units; a rate is null without a denominator. */
export type MerchantFigures = {
  merchantId: string;
  currency: string;
  orders: number;
  sendRate: number | null;
  rescueRate: number | null;
  recoveredNet: number;
};

/**
 * The period's figures of every merchant, or of some, in one look: one row a merchant and currency, most orders first.
 * Needs `reports.read`.
 */
export async function countByMerchant(scope: Scope, query: ReportQuery & Among): Promise<MerchantFigures[]> {
  requirePermission(scope, "reports.read");
  return inReport(scope, async (tx) => {
    const found = await tx.execute<Record<string, unknown>>(sql`${entriesOf(query)}
      SELECT merchant_id AS "merchantId", currency, ${SUMS} FROM entries
      GROUP BY 1, 2 ORDER BY sum(orders) DESC, 1, 2`);
    return found.map((row) => {
      const counts = countsOf(row);
      const { sendRate, rescueRate, recoveredNet } = ratesOf(counts);
      const { merchantId, currency } = row as { merchantId: string; currency: string };
      return { merchantId, currency, orders: counts.orders, sendRate, rescueRate, recoveredNet };
    });
  });
}
