import { attempts, idempotencyKeys, orderEvents, orders } from "#db/schema/orders.ts";
import { insertInto } from "#db/statement.ts";
import { inOneTrip } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendLedgerStatement } from "#lib/ledger/append-ledger-statement.ts";
import type { DecisionTrace } from "#lib/switching/schema.ts";
import { orderRow } from "./attempt-rows.ts";
import type { Deciding } from "./decide-attempt.ts";
import { newKeyRow } from "./idempotency.ts";
import { type Beginning, planAttempt } from "./plan-attempt.ts";

const UNIQUE_VIOLATION = "23505";

/**
 * Commit 1 of an order that nobody has seen before, in one round trip: nearly every evaluate is one. Null when order
 * or key exist already; then nothing was written and the long road looks at what is there.
 */
export async function beginNewOrder(
  scope: Scope,
  deciding: Deciding,
  trace: DecisionTrace,
  ids: { orderId: string; sessionKey: string },
): Promise<Beginning | null> {
  const planned = planAttempt(scope, deciding, { ...ids, previous: "none", number: 1, trace });
  try {
    await inOneTrip(scope, {
      ordered: insertInto(orders, [orderRow(deciding, trace, ids)]),
      claimed: insertInto(idempotencyKeys, [newKeyRow(planned.claim)]),
      begun: insertInto(attempts, [planned.attempt]),
      told: insertInto(orderEvents, planned.events),
      counted: appendLedgerStatement(planned.facts),
    });
    return planned.beginning;
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return null;
    throw error;
  }
}
