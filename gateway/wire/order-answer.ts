import type { Attempt, Order } from "#lib/orders/queries.ts";
import { isReturned, ORDER_STATUS_NAMES, orderStatusName, orderStatusNumber } from "#lib/orders/rules.ts";
import { siteConfig } from "#lib/switching/rules.ts";
import type { MerchantConfig } from "#lib/switching/schema.ts";
import { confirmationId, switchboardProperties } from "./answers.ts";
import { isObject, type JsonObject } from "./body-reading.ts";

/** Beside the rows of GET /v1/orders. */
export const statuses = ORDER_STATUS_NAMES;

/**
 * The order object of GET /v1/orders (API sheet §2.5), from our own ledger. Addresses come from the body as it went
 * out; of an order that was not sent none is kept.
 */
export function orderAnswer(order: Order, merchant: MerchantConfig | null, attempt?: Attempt) {
  const sent = payloadOf(attempt);
  const payer = isObject(sent.payer) ? sent.payer : {};
  const billing = isObject(sent.billingInformation) ? sent.billingInformation : null;
  const shipping = isObject(sent.shippingInformation) ? sent.shippingInformation : null;
  const [firstName = "", ...rest] = (order.customerName ?? "").split(" ");
  const site = merchant && order.siteId ? siteConfig(merchant, order.siteId) : null;
  const sessionKey = order.flexchargeOrderId ?? order.sessionKey;
  const shown = isReturned(order) ? "returned" : order.state;
  return {
    id: sessionKey,
    correlationId: order.id,
    referenceNumber: confirmationId(sessionKey, order.state) ?? "",
    status: orderStatusNumber(shown),
    statusName: orderStatusName(shown),
    orderPlacedDate: order.receivedAt.toISOString(),
    expiryDate: order.expiresAt?.toISOString() ?? null,
    billingAddress: billing,
    shippingAddress: shipping,
    firstName: textOr(billing?.firstName, firstName),
    lastName: textOr(billing?.lastName, rest.join(" ")),
    email: order.customerEmail ?? "",
    phone: textOr(payer.phone, ""),
    secondaryEmail: "",
    currencyCode: order.currency,
    currencySymbol: symbolOf(order.currency),
    externalOrderId: order.externalId,
    amount: order.amountMinor,
    amountRefunded: order.refundedMinor,
    mid: merchant?.credentials[order.environment].mid ?? null,
    siteId: site?.siteIds[order.environment] ?? null,
    isMIT: order.channel === "mit",
    createdOn: order.receivedAt.toISOString(),
    descriptor: order.descriptor ?? site?.descriptors[0] ?? null,
    customProperties: switchboardProperties({ ...order, orderId: order.id, mode: attempt?.mode ?? null }),
  };
}

function payloadOf(attempt: Attempt | undefined): JsonObject {
  if (!attempt?.request) return {};
  return JSON.parse(attempt.request) as JsonObject;
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function symbolOf(currency: string): string {
  try {
    const format = new Intl.NumberFormat("en-US", {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    });
    return format.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
  } catch {
    return currency;
  }
}
