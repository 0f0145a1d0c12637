import { and, eq, sum } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { orderEvents } from "#db/schema/orders.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { appendLedgerEvent } from "#lib/ledger/append-ledger-event.ts";
import { eventRow } from "./internal/event-row.ts";
import { chargebackFact } from "./internal/ledger-facts.ts";
import { lockOrder } from "./internal/lock-order.ts";
import type { OrderRow } from "./internal/move-attempt.ts";

/** Of this one chargeback, or of all of the order together, which books what is not booked yet. */
type Amount = { amountMinor: number } | { inAllMinor: number };

/**
 * Books an issuer's chargeback into the ledger and the order's history, once for each `chargebackId`. Answers its
 * amount in minor units, 0 when it was booked before. Needs `orders.settle`. Throws NotFoundError.
 */
export async function recordChargeback(
  tx: Transaction,
  scope: Scope,
  place: { merchantId: string; orderId: string; attempt: number },
  told: Amount & { chargebackId: string; reason: string | null; at: Date; noticeId: string },
): Promise<number> {
  requirePermission(scope, "orders.settle");
  const { order, attempts } = await lockOrder(tx, place);
  const attempt = attempts.find(({ number }) => number === place.attempt);
  if (!attempt) throw new NotFoundError("Attempt");
  const amountMinor =
    "amountMinor" in told ? told.amountMinor : told.inAllMinor - (await chargedBackOf(tx, order));
  if (amountMinor <= 0) return 0;
  const { number, currency } = attempt;
  const fact = { id: told.chargebackId, attempt: number, amountMinor };
  if (!(await appendLedgerEvent(tx, chargebackFact(order, fact, "notice", told.at)))) return 0;
  const { reason, noticeId } = told;
  const data = { attempt: number, amountMinor, currency, reason, noticeId };
  await tx.insert(orderEvents).values(
    eventRow(place, scope.clock.now(), "chargeback.received", {
      ...data,
      happenedAt: told.at.toISOString(),
    }),
  );
  return amountMinor;
}

async function chargedBackOf(tx: Transaction, order: OrderRow): Promise<number> {
  const [row] = await tx
    .select({ total: sum(ledgerEvents.amountMinor) })
    .from(ledgerEvents)
    .where(
      and(
        eq(ledgerEvents.merchantId, order.merchantId),
        eq(ledgerEvents.environment, order.environment),
        eq(ledgerEvents.orderId, order.externalId),
        eq(ledgerEvents.type, "chargeback"),
      ),
    );
  return Number(row?.total ?? 0);
}
