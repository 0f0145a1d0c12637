import { ledgerEvents } from "#db/schema/ledger.ts";
import { insertInto, type Statement } from "#db/statement.ts";
import { newId } from "#lib/kit/ids.ts";
import type { LedgerEvent } from "./schema.ts";

/** appendLedgerEvents as a part of a transaction of one trip; written where `from`, another part, has a row. */
export function appendLedgerStatement(events: readonly LedgerEvent[], from?: string): Statement {
  const rows = events.map((event) => ({
    ...event,
    id: event.id ?? newId("ledger", event.at.getTime()),
    currency: event.currency.toUpperCase(),
    recordedAt: new Date(),
  }));
  return insertInto(ledgerEvents, rows, { from, onConflict: "ON CONFLICT DO NOTHING" });
}
