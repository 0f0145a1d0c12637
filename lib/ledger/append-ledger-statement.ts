import { ledgerEvents } from "#db/schema/ledger.ts";
import { insertInto, type Statement } from "#db/statement.ts";
import { newId } from "#lib/kit/ids.ts";
import type { LedgerEvent } from "./schema.ts";

/**
 * appendLedgerEvent for a transaction of one round trip. With `onlyAfter` the fact is written only where that event
 * of the order was, so that a result which came too late leaves nothing in the ledger either.
 */
export function appendLedgerStatement(
  event: LedgerEvent,
  onlyAfter?: { merchantId: string; orderId: string; id: string },
): Statement {
  const { text, values } = insertInto(ledgerEvents, {
    ...event,
    id: event.id ?? newId("ledger", event.at.getTime()),
    currency: event.currency.toUpperCase(),
    recordedAt: new Date(),
  });
  if (!onlyAfter) return { text: `${text} ON CONFLICT DO NOTHING`, values };
  const place = values.length;
  const guarded = text.replace(/ VALUES \((.*)\)$/, " SELECT $1");
  return {
    text: `${guarded} WHERE EXISTS (SELECT FROM order_events WHERE merchant_id = $${place + 1}
      AND order_id = $${place + 2} AND id = $${place + 3}) ON CONFLICT DO NOTHING`,
    values: [...values, onlyAfter.merchantId, onlyAfter.orderId, onlyAfter.id],
  };
}
