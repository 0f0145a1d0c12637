import { ledgerEvents } from "#db/schema/ledger.ts";
import { insertInto, type Statement } from "#db/statement.ts";
import { newId } from "#lib/kit/ids.ts";
import type { LedgerEvent } from "./schema.ts";

/** appendLedgerEvent as a part of a transaction of one trip; written where `from`, another part, has a row. */
export function appendLedgerStatement(event: LedgerEvent, from?: string): Statement {
  const row = {
    ...event,
    id: event.id ?? newId("ledger", event.at.getTime()),
    currency: event.currency.toUpperCase(),
    recordedAt: new Date(),
  };
  return insertInto(ledgerEvents, row, { from, onConflict: "ON CONFLICT DO NOTHING" });
}
