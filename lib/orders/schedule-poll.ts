import { and, eq, gt, inArray, isNull, or } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts } from "#db/schema/orders.ts";
import type { Environment } from "#lib/terms.ts";
import { findHeardOrder } from "./queries/find-heard-order.ts";

/**
 * FlexCharge is asked at once about the order that somebody heard something of, without saying what: only an attempt
 * that is open or may have been paid back is asked about. Answers whether there is one.
 */
export async function schedulePoll(
  tx: Transaction,
  heard: {
    merchantId: string;
    environment: Environment;
    flexchargeOrderId: string | null;
    externalOrderId: string | null;
  },
  at: Date,
): Promise<boolean> {
  const found = await findHeardOrder(tx, heard);
  if (!found) return false;
  const due = await tx
    .update(attempts)
    .set({ pollAt: at })
    .where(
      and(
        eq(attempts.merchantId, heard.merchantId),
        eq(attempts.orderId, found.orderId),
        eq(attempts.number, found.attempt),
        inArray(attempts.state, ["submitted", "challenge", "capture_required", "approved"]),
        or(isNull(attempts.pollAt), gt(attempts.pollAt, at)),
      ),
    )
    .returning({ number: attempts.number });
  return due.length > 0;
}
