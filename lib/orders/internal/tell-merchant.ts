import type { Transaction } from "#db/client.ts";
import type { LedgerSource } from "#lib/ledger/schema.ts";
import type { AttemptState } from "#lib/terms.ts";
import { appendWebhookEvent } from "#lib/webhooks/append-event.ts";
import { eventBody, webhookEffectKey } from "#lib/webhooks/rules.ts";
import type { AttemptRow, OrderRow } from "./move-attempt.ts";

/** What a merchant's endpoints are told when an order comes to a state; of the others nothing (API sheet §2.13). */
const EVENTS: Partial<Record<AttemptState, string>> = {
  approved: "order.completed",
  declined: "order.cancelled",
  cancelled: "order.cancelled",
  expired: "order.expired",
  capture_required: "order.capturerequired",
};

/**
 * Tells a merchant's endpoints that an attempt has come to a state: once, whoever found it out. `body` is the
 * notice's own text, which is passed on as it came.
 */
export async function tellMerchant(
  tx: Transaction,
  order: OrderRow,
  attempt: Pick<AttemptRow, "number">,
  told: {
    state: AttemptState;
    at: Date;
    source: LedgerSource;
    flexchargeOrderId: string | null;
    body?: string | undefined;
  },
): Promise<void> {
  const event = EVENTS[told.state];
  if (!event) return;
  const { merchantId, environment, externalId, id: orderId } = order;
  const { source } = told;
  const heardFrom = source === "notice" || source === "poll" || source === "person" ? source : "gateway";
  const sessionKey = told.flexchargeOrderId ?? order.sessionKey;
  await appendWebhookEvent(tx, {
    merchantId,
    environment,
    event,
    orderId,
    externalOrderId: externalId,
    body:
      told.body ?? eventBody({ event, at: told.at, externalOrderId: externalId, sessionKey, environment }),
    occurredAt: told.at,
    source: heardFrom,
    effectKey: webhookEffectKey(event, orderId, attempt.number),
  });
}
