import { shortTimestamp } from "./clock.ts";
import type { Order } from "./orders.ts";

/** Order status numbers (§2.5); 8 has none in the vendor's documents and is ours. */
export const statusNames = {
  0: "Draft",
  1: "Onhold",
  2: "Cancelled",
  3: "Problem",
  4: "Processing",
  5: "Capturerequired",
  6: "Returned",
  7: "Completed",
  8: "Chargeback",
} as const;

export type StatusNumber = keyof typeof statusNames;

/** How long a submitted MIT stays in Draft before it is picked up. */
export const draftMs = 5_000;

/** The order's number, as of a moment of the world's clock: Draft are the first seconds of a submitted MIT. */
export function statusNumber(order: Order, now: Date): StatusNumber {
  if (order.amount_charged_back > 0) return 8;
  switch (order.status) {
    case "APPROVED":
      return order.amount_refunded >= order.amount ? 6 : 7;
    case "CAPTUREREQUIRED":
      return 5;
    case "CHALLENGE":
      return 1;
    case "SUBMITTED":
      return now.getTime() - order.created_on.getTime() < draftMs ? 0 : 4;
    default:
      return 2;
  }
}

/** The name on the wire: upper case. */
export function statusName(order: Order, now: Date): string {
  return statusNames[statusNumber(order, now)].toUpperCase();
}

/** The order object of GET /orders (§2.5), its unreadable tail as the sheet infers it. */
export function describeOrder(order: Order, now: Date) {
  return {
    id: order.id,
    correlationId: order.correlation_id,
    referenceNumber: order.reference_number,
    status: statusNumber(order, now),
    statusName: statusName(order, now),
    orderPlacedDate: shortTimestamp(order.created_on),
    expiryDate: order.expires_on && shortTimestamp(order.expires_on),
    billingAddress: order.billing,
    shippingAddress: order.shipping,
    firstName: order.first_name,
    lastName: order.last_name,
    email: order.email,
    phone: order.phone,
    secondaryEmail: "",
    currencyCode: order.currency,
    currencySymbol: currencySymbol(order.currency),
    externalOrderId: order.external_order_id,
    amount: order.amount,
    amountRefunded: order.amount_refunded,
    amountChargedBack: order.amount_charged_back,
    mid: order.mid,
    siteId: order.site_id,
    isMIT: order.is_mit,
    createdOn: shortTimestamp(order.created_on),
    descriptor: order.descriptor,
  };
}

function currencySymbol(currency: string): string {
  try {
    const parts = new Intl.NumberFormat("en-US", {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    }).formatToParts(0);
    return parts.find((part) => part.type === "currency")?.value ?? currency;
  } catch {
    return currency;
  }
}
