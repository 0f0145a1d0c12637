import type { ApiKey } from "#lib/access/watch-api-keys.ts";
import { cardDataInBody } from "#lib/kit/card-data-in-body.ts";
import type { Json } from "#lib/kit/json.ts";
import { declineDate } from "#lib/orders/rules.ts";
import { attributionOf } from "#lib/switching/rules.ts";
import type { MerchantConfig } from "#lib/switching/schema.ts";
import { heldBy, transmitId } from "#lib/transmits/rules.ts";
import type { NewTransmit } from "#lib/transmits/schema.ts";
import type { GatewayDeps } from "../deps.ts";
import { isObject, type JsonObject, readFields } from "./body-reading.ts";
import { additionalField, explicitChannel } from "./evaluate-checks.ts";
import { momentOf, said } from "./fields.ts";
import { merchantOfCall } from "./merchant-of-call.ts";
import { type Problems, problemsOf } from "./problems.ts";
import { type TransmitBody, transmitBody } from "./transmit-body.ts";

export type ReadTransmit =
  | { ok: true; transmit: NewTransmit }
  | { ok: false; status: 400 | 422; problems: Problems };

/** What is known of the call beside its body. */
export type TransmitCall = { key: ApiKey; requestId: string; receivedAt: Date; text: string };

const INVALID_CHANNEL: Problems = { Channel: ["The field Channel is invalid."] };

/**
 * A received copy to the house's own record of it: every offending field at once, then card data, then whose it is.
 * The body itself is kept and sent as it came.
 */
export function readTransmitRequest(
  deps: Pick<GatewayDeps, "snapshot">,
  received: Json,
  call: TransmitCall,
): ReadTransmit {
  if (!isObject(received)) {
    return { ok: false, status: 400, problems: { $: ["The JSON value could not be converted."] } };
  }
  const read = readFields(transmitBody, received) as JsonObject;
  const parsed = transmitBody.safeParse(read);
  const mid = typeof read.mid === "string" ? said(read.mid) : null;
  const found = merchantOfCall(deps, call.key, mid);
  if (!parsed.success) {
    const problems = { ...problemsOf(parsed.error, read), ...(found.ok ? {} : found.problems) };
    return { ok: false, status: 400, problems };
  }
  const cardPaths = cardDataInBody(received);
  if (cardPaths.length > 0) {
    const text = "Card data is not accepted here. Send the first six and last four digits.";
    const refused = cardPaths.map((path) => [path.replace(/\.RawJSON$/, ""), [text]]);
    return { ok: false, status: 422, problems: Object.fromEntries(refused) };
  }
  if (!found.ok) return { ok: false, status: 400, problems: found.problems };
  const transmit = toTransmit(parsed.data, read, found.merchant, call);
  return transmit ? { ok: true, transmit } : { ok: false, status: 400, problems: INVALID_CHANNEL };
}

/** Null when the channel contradicts itself. */
function toTransmit(
  body: TransmitBody,
  read: JsonObject,
  merchant: MerchantConfig,
  { key, requestId, receivedAt, text }: TransmitCall,
): NewTransmit | null {
  const { transaction } = body;
  const descriptor = said(transaction.dynamicDescriptor) ?? said(transaction.descriptor);
  const named = said(body.channel);
  const channel = explicitChannel(read);
  if (named !== null && channel === null) return null;
  const attribution = attributionOf(merchant, {
    explicitChannel: channel,
    isMit: body.isMIT ?? null,
    orderSource: said(body.orderSource),
    campaignId: said(body.campaignId) ?? additionalField(read, "campaignId"),
    siteId: said(body.siteId),
    siteUrl: said(body.siteUrl),
    descriptor,
  });
  if ("conflict" in attribution) return null;
  const at = transaction.timestampUtc ? momentOf(transaction.timestampUtc) : null;
  const processed = declineDate(at, receivedAt);
  const identity = {
    merchantId: merchant.id,
    environment: key.environment,
    externalId: body.orderId,
    transactionId: transaction.id,
  };
  return {
    ...identity,
    id: transmitId(identity),
    receivedAt,
    channel: attribution.channel,
    siteId: attribution.siteId,
    campaignId: attribution.campaignId,
    descriptor,
    declined: body.isDeclined,
    amountMinor: transaction.amount,
    currency: transaction.currency.toUpperCase(),
    responseCode: said(transaction.responseCode),
    responseCodeSource: said(transaction.responseCodeSource),
    processedAt: processed.given ? processed.at : null,
    heldReason: heldBy(merchant.transmit[attribution.channel], body.isDeclined),
    keyId: key.id,
    requestId,
    payload: text,
  };
}
