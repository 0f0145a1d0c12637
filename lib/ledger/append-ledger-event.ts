import type { Transaction } from "#db/client.ts";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { newId } from "#lib/kit/ids.ts";
import type { LedgerEvent } from "./schema.ts";

/** Keeps a statement far below PostgreSQL's 65,535 parameters. */
const ROWS_PER_STATEMENT = 1_000;

/**
 * Writes one fact in the transaction of the change that made it true. Told again (same merchant, environment and
 * effect key) it writes nothing. Answers whether it was new.
 */
export async function appendLedgerEvent(tx: Transaction, event: LedgerEvent): Promise<boolean> {
  return (await appendLedgerEvents(tx, [event])) === 1;
}

/** Many facts at once. Answers how many were new. */
export async function appendLedgerEvents(tx: Transaction, events: readonly LedgerEvent[]): Promise<number> {
  let written = 0;
  for (let start = 0; start < events.length; start += ROWS_PER_STATEMENT) {
    const rows = events.slice(start, start + ROWS_PER_STATEMENT).map((event) => ({
      ...event,
      id: event.id ?? newId("ledger", event.at.getTime()),
      currency: event.currency.toUpperCase(),
    }));
    const added = await tx
      .insert(ledgerEvents)
      .values(rows)
      .onConflictDoNothing({
        target: [ledgerEvents.merchantId, ledgerEvents.environment, ledgerEvents.effectKey],
      })
      .returning({ id: ledgerEvents.id });
    written += added.length;
  }
  return written;
}
