import { newId } from "#lib/kit/ids.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import type { Environment } from "#lib/terms.ts";
import { transmitId } from "#lib/transmits/rules.ts";
import type { NewTransmit } from "#lib/transmits/schema.ts";
import { seededRandom } from "./random.ts";

/** The copies behind every payment that the ledger knows from a transmit. */
export function transmitHistory(
  ledger: readonly LedgerEvent[],
  plan: { seed: number; now: Date; keyIds: Record<Environment, string> },
): NewTransmit[] {
  const random = seededRandom(plan.seed);
  return ledger.flatMap((event) => {
    const { merchantId, environment, orderId: externalId, transactionId, at } = event;
    if (event.source !== "transmit" || !transactionId || !event.channel) return [];
    const receivedAt = new Date(Math.min(at.getTime() + random.between(900, 4_000), plan.now.getTime()));
    const copy: NewTransmit = {
      ...{ merchantId, receivedAt, environment, externalId, transactionId, channel: event.channel },
      id: transmitId({ merchantId, environment, externalId, transactionId }),
      siteId: event.siteId ?? null,
      campaignId: event.campaignId ?? null,
      descriptor: event.descriptor ?? null,
      declined: event.approvedByProcessor === false,
      amountMinor: event.amountMinor,
      currency: event.currency,
      responseCode: event.responseCode ?? null,
      responseCodeSource: event.responseCodeSource ?? null,
      processedAt: at,
      heldReason: null,
      keyId: plan.keyIds[environment],
      requestId: newId("request", receivedAt.getTime()),
      payload: payloadOf(event, transactionId),
    };
    return [copy];
  });
}

/** As a checkout sends it (API sheet §2.2), with no more of the customer than the wire asks for. */
function payloadOf(event: LedgerEvent, id: string): string {
  const { orderId, at, amountMinor: amount, currency, channel, descriptor, responseCode } = event;
  return JSON.stringify({
    isDeclined: event.approvedByProcessor === false,
    orderId,
    isMIT: channel === "mit",
    orderSource: channel === "mit" ? "recurring" : channel === "cit_call_center" ? "moto" : "ecommerce",
    transaction: {
      ...{ id, timestampUtc: at.toISOString(), amount, currency },
      responseCode: responseCode ?? "100",
      responseCodeSource: "nmi",
      dynamicDescriptor: descriptor ?? undefined,
    },
    payer: {},
    paymentMethod: {},
  });
}
