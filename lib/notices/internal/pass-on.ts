import type { Transaction } from "#db/client.ts";
import { appendWebhookEvent } from "#lib/webhooks/append-event.ts";
import { webhookEffectKey } from "#lib/webhooks/rules.ts";
import type { Heard } from "./fate-of.ts";

/** To the merchant's own endpoints, with FlexCharge's own words (product.md §9): once for one event of one order. */
export async function passOn(tx: Transaction, heard: Heard, orderId: string | null): Promise<void> {
  const { notice, text, facts, at } = heard;
  if (!facts.event) return;
  const { merchantId, environment } = notice;
  await appendWebhookEvent(tx, {
    merchantId,
    environment,
    event: facts.event,
    orderId,
    externalOrderId: facts.externalOrderId,
    body: text,
    occurredAt: at,
    source: "notice",
    effectKey: webhookEffectKey(facts.event, facts.flexchargeOrderId ?? "", facts.timeStamp ?? notice.nonce),
  });
}
