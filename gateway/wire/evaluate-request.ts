import type { ApiKey } from "#lib/access/watch-api-keys.ts";
import { cardDataInBody } from "#lib/kit/card-data-in-body.ts";
import { sha256 } from "#lib/kit/crypto.ts";
import { digitsOf } from "#lib/kit/exact-json.ts";
import { canonicalJson, type Json } from "#lib/kit/json.ts";
import type { EvaluateRequest } from "#lib/orders/schema.ts";
import type { MerchantConfig } from "#lib/switching/schema.ts";
import type { GatewayDeps } from "../deps.ts";
import { isObject, type JsonObject, readBody } from "./body-reading.ts";
import { cardFacts } from "./card-facts.ts";
import { type EvaluateBody, evaluateBody } from "./evaluate-body.ts";
import { additionalField, checkEvaluate, explicitChannel } from "./evaluate-checks.ts";
import { momentOf, said } from "./fields.ts";
import { merchantOfCall } from "./merchant-of-call.ts";
import { type Problems, problemsOf } from "./problems.ts";
import { upstreamBody } from "./upstream-body.ts";

export type ReadEvaluate =
  | { ok: true; request: EvaluateRequest; merchant: MerchantConfig }
  | { ok: false; status: 400 | 422; problems: Problems };

/**
 * A received body to the house's own request: every offending field at once, then card data, and only then is it an
 * order (contract.md, "Answers of the gateway"). `headerKey` is the Idempotency-Key header, which the body's beats.
 */
export function readEvaluateRequest(
  deps: Pick<GatewayDeps, "snapshot" | "pciScopeAcknowledged" | "clock">,
  key: ApiKey,
  received: Json,
  headerKey: string | null,
): ReadEvaluate {
  if (!isObject(received)) {
    return { ok: false, status: 400, problems: { $: ["The JSON value could not be converted."] } };
  }
  const reading = readBody(evaluateBody, received);
  const read = reading.read as JsonObject;
  const forward = reading.forward as JsonObject;
  if (headerKey !== null && said(textOf(read.idempotencyKey)) === null) read.idempotencyKey = headerKey;
  const parsed = evaluateBody.safeParse(read);
  const found = merchantOfCall(deps, key, said(textOf(read.mid)));
  const mitMode = found.ok ? found.merchant.mitMode : null;
  const problems = {
    ...(parsed.success ? {} : problemsOf(parsed.error, read)),
    ...checkEvaluate(read, mitMode, deps.clock.now()),
    ...(found.ok ? {} : found.problems),
  };
  if (!parsed.success || Object.keys(problems).some((name) => name !== "Mid")) {
    return { ok: false, status: 400, problems };
  }
  const cardPaths = cardDataInBody(digitsAsText(received), { pciScope: deps.pciScopeAcknowledged });
  if (cardPaths.length > 0) {
    const refused = cardPaths.map((path) => [path, ["Card data is not accepted here. Send a token."]]);
    return { ok: false, status: 422, problems: Object.fromEntries(refused) };
  }
  if (!found.ok) return { ok: false, status: 400, problems };
  const bodyHash = sha256(canonicalJson(foldNames(received)));
  const request = toRequest(parsed.data, read, forward, { key, merchant: found.merchant, bodyHash });
  return { ok: true, request, merchant: found.merchant };
}

function toRequest(
  body: EvaluateBody,
  read: JsonObject,
  forward: JsonObject,
  { key, merchant, bodyHash }: { key: ApiKey; merchant: MerchantConfig; bodyHash: string },
): EvaluateRequest {
  const { transaction, payer, billingInformation: billing } = body;
  const isMit = body.isMIT ?? null;
  const expiry = typeof body.expiryDateUtc === "string" ? momentOf(body.expiryDateUtc) : null;
  return {
    merchantId: merchant.id,
    environment: key.environment,
    idempotencyKey: body.idempotencyKey,
    bodyHash,
    externalId: body.orderId,
    transactionId: transaction.id,
    amountMinor: transaction.amount,
    currency: transaction.currency.toUpperCase(),
    responseCode: transaction.responseCode,
    responseCodeSource: transaction.responseCodeSource,
    responseDescription: said(transaction.responseDescription),
    declinedAt: transaction.timestampUtc ? momentOf(transaction.timestampUtc) : null,
    isMit,
    explicitChannel: explicitChannel(read),
    orderSource: said(body.orderSource),
    campaignId: said(body.campaignId) ?? additionalField(read, "campaignId"),
    siteId: said(body.siteId),
    siteUrl: said(body.siteUrl),
    descriptor: said(transaction.dynamicDescriptor) ?? said(transaction.descriptor),
    expiresAt: expiry,
    subscriptionId: said(body.subscription?.subscriptionId),
    hasThreeDSecure: body.threeDSecure !== undefined,
    senseKey: said(body.senseKey),
    card: cardFacts(body.paymentMethod),
    customer: {
      id: said(payer.id),
      email: said(payer.email),
      name: said(`${billing.firstName} ${billing.lastName}`),
    },
    toUpstream: (fill) => upstreamBody(forward, merchant.mitMode, fill),
  };
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Numbers too long for JavaScript as their text, for eyes that know only JSON's own values. */
function digitsAsText(value: Json): Json {
  const digits = digitsOf(value);
  if (digits !== null) return digits;
  if (Array.isArray(value)) return value.map(digitsAsText);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, digitsAsText(item)]));
}

/** Names in any case are the same name (contract.md), so they are the same body too. */
function foldNames(value: Json): Json {
  if (Array.isArray(value)) return value.map(foldNames);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.toLowerCase(), foldNames(item)]),
  );
}
