import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import type { Environment } from "#lib/terms.ts";

/**
 * The attempt that FlexCharge means: by its own id, where an open attempt comes before an ended one (the retries of a
 * sync rebill share one id there), else by the checkout's order id among attempts whose id there is not known yet.
 * `environment` is the account's. Null when we do not know the order.
 */
export async function findHeardOrder(
  tx: Transaction,
  heard: {
    merchantId: string;
    environment: Environment;
    flexchargeOrderId: string | null;
    externalOrderId: string | null;
  },
): Promise<{ orderId: string; attempt: number } | null> {
  const { merchantId, environment, externalOrderId } = heard;
  const flexchargeOrderId = heard.flexchargeOrderId?.toLowerCase() ?? null;
  const place = { orderId: attempts.orderId, attempt: attempts.number };
  const ours = and(eq(attempts.merchantId, merchantId), eq(attempts.target, environment));
  if (flexchargeOrderId) {
    const open = sql`${attempts.state} IN ('unknown', 'submitted', 'challenge', 'capture_required', 'late_approval')`;
    const [known] = await tx
      .select(place)
      .from(attempts)
      .where(and(ours, eq(attempts.flexchargeOrderId, flexchargeOrderId)))
      .orderBy(desc(open), desc(attempts.number))
      .limit(1);
    if (known) return known;
  }
  if (!externalOrderId) return null;
  const [unnamed] = await tx
    .select(place)
    .from(orders)
    .innerJoin(attempts, and(eq(attempts.merchantId, orders.merchantId), eq(attempts.orderId, orders.id)))
    .where(
      and(
        ours,
        eq(orders.merchantId, merchantId),
        eq(orders.environment, environment),
        eq(orders.externalId, externalOrderId),
        flexchargeOrderId ? isNull(attempts.flexchargeOrderId) : undefined,
      ),
    )
    .orderBy(desc(sql`${attempts.state} = 'unknown'`), desc(attempts.number))
    .limit(1);
  return unnamed ?? null;
}
