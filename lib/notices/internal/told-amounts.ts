import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { notices } from "#db/schema/notices.ts";
import { readFacts } from "../rules.ts";

type Notice = typeof notices.$inferSelect;

/**
 * What all notices of one event together have told of an order, each time stamp once; null when one of them does not
 * say how much. The second-best word on what was paid back in all, where FlexCharge cannot be asked.
 */
export async function sumTold(tx: Transaction, notice: Notice): Promise<number | null> {
  if (!notice.flexchargeOrderId || !notice.event) return null;
  const alike = await tx
    .select({ body: notices.body, timeStamp: notices.timeStamp })
    .from(notices)
    .where(
      and(
        eq(notices.flexchargeOrderId, notice.flexchargeOrderId),
        eq(notices.merchantId, notice.merchantId),
        eq(notices.environment, notice.environment),
        eq(notices.event, notice.event),
      ),
    );
  const amounts = new Map<string | null, number>();
  for (const { body, timeStamp } of alike) {
    const { amountMinor } = readFacts(body.toString("utf8"));
    if (amountMinor === null) return null;
    amounts.set(timeStamp, amountMinor);
  }
  return [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
}
