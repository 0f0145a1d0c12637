import { sha256 } from "#lib/kit/crypto.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import type { EvaluateRequest, JsonObject } from "#lib/orders/schema.ts";
import type { MerchantConfig, SiteConfig } from "#lib/switching/schema.ts";
import { type ScenarioId, scenarioOf } from "../schema.ts";

const APPROVING_CARD = "4000002760003184";
const AMOUNT_MINOR = 4599;
const DAY_MS = 24 * 60 * 60 * 1000;
const EXPIRES_DAYS = 21;
const CUSTOMER = { email: "ada@example.com", firstName: "Ada", lastName: "Sample" };

/** The test card of a scenario; where the phone or the amount decides, one that would be approved. */
export function cardOf(id: ScenarioId): string {
  return scenarioOf(id).card ?? APPROVING_CARD;
}

/** What a checkout page would tokenize. */
export function tokenizeBody(id: ScenarioId): JsonObject {
  const [month, year] = ["12", "2032"];
  const { firstName, lastName, email } = CUSTOMER;
  const name = { first_name: firstName, last_name: lastName };
  const card = { ...name, number: cardOf(id), verification_value: "123", month, year };
  return { payment_method: { email, credit_card: card } };
}

/** A declined order of a site as its checkout would report it, with the scenario's trigger in it. */
export function scenarioOrder(given: {
  scenario: ScenarioId;
  merchant: MerchantConfig;
  site: SiteConfig;
  /** Of the test card. */
  token: string;
  now: Date;
  /** The sandbox's own: its clock says when a rebill expires. */
  sandboxNow: Date;
}): EvaluateRequest {
  const { merchant, site, now } = given;
  const { phone, isAuthorization, amountMinor } = scenarioOf(given.scenario);
  const isMit = amountMinor !== undefined;
  const externalId = `SANDBOX-${newGuid().slice(0, 8)}`;
  const card = cardOf(given.scenario);
  const amount = amountMinor ?? AMOUNT_MINOR;
  const expiresAt = isMit ? new Date(given.sandboxNow.getTime() + EXPIRES_DAYS * DAY_MS) : null;
  const siteUrl = `https://${site.hosts[0] ?? ""}`;
  const { currency } = merchant;
  const transaction = {
    id: `${externalId}-1`,
    timestampUtc: now.toISOString(),
    timezoneUtcOffset: 0,
    ...{ amount, currency, responseCode: "203", responseCodeSource: "nmi" },
    responseDescription: "Activity limit exceeded",
    ...{ avsResultCode: "M", cvvResultCode: "M", cavvResultCode: "NA", cardNotPresent: true },
  };
  const idempotencyKey = newGuid();
  const body: JsonObject = {
    ...{ isDeclined: true, idempotencyKey, orderId: externalId, siteUrl, isMIT: isMit, transaction },
    orderSource: isMit ? "recurring" : "ecommerce",
    transactionType: isAuthorization ? "AUTHORIZATION" : "PURCHASE",
    payer: { id: "sandbox-shopper", email: CUSTOMER.email, phone: phone ?? "5550100" },
    billingInformation: {
      ...{ firstName: CUSTOMER.firstName, lastName: CUSTOMER.lastName, country: "United States" },
      ...{
        countryCode: "US",
        addressLine1: "12 Elm Street",
        city: "Springfield",
        state: "IL",
        zipcode: "62701",
      },
    },
    paymentMethod: {
      ...{ Token: true, cardNumber: given.token, holderName: `${CUSTOMER.firstName} ${CUSTOMER.lastName}` },
      ...{
        cardType: "CREDIT",
        cardBrand: "VISA",
        cardCountry: "US",
        expirationMonth: 12,
        expirationYear: 2032,
      },
      ...{ cardBinNumber: card.slice(0, 6), cardLast4Digits: card.slice(-4) },
    },
    ...(isMit
      ? {
          isRecurring: true,
          subscription: { subscriptionId: externalId, interval: "monthly", price: String(amount), currency },
        }
      : { customerIp: "198.51.100.7" }),
  };
  return {
    ...{ merchantId: merchant.id, environment: "sandbox", idempotencyKey, externalId },
    bodyHash: sha256(canonicalJson(body)),
    transactionId: transaction.id,
    ...{ amountMinor: amount, currency, declinedAt: now, expiresAt },
    responseCode: transaction.responseCode,
    responseCodeSource: transaction.responseCodeSource,
    responseDescription: transaction.responseDescription,
    isMit,
    explicitChannel: null,
    orderSource: isMit ? "recurring" : "ecommerce",
    ...{ campaignId: null, siteId: site.id, siteUrl, descriptor: null, senseKey: null },
    subscriptionId: isMit ? externalId : null,
    hasThreeDSecure: false,
    card: { brand: "VISA", bin: card.slice(0, 6), last4: card.slice(-4), expiry: "12/2032", country: "US" },
    customer: { id: "sandbox-shopper", email: CUSTOMER.email, name: "Ada Sample" },
    toUpstream({ mid, siteId, upstreamKey, expiresAt: expiry }) {
      const sent: JsonObject = {
        ...body,
        ...{ mid, idempotencyKey: upstreamKey },
        ...(siteId ? { siteId } : {}),
        ...(isMit && expiry ? { expiryDateUtc: expiry.toISOString() } : {}),
      };
      return { body: sent, stored: JSON.stringify(sent) };
    },
  };
}
