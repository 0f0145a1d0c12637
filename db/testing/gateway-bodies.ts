import { newGuid } from "#lib/kit/ids.ts";

type Fields = Record<string, unknown>;

let count = 0;

/** A declined order as a checkout sends it (API sheet §6); what is given replaces or, inside objects, joins. */
export function declinedOrder(given: Fields = {}): Fields {
  count += 1;
  const base: Fields = {
    isDeclined: true,
    idempotencyKey: newGuid(),
    orderId: `shop-${process.pid}-${count}`,
    orderSource: "ecommerce",
    transactionType: "PURCHASE",
    customerIp: "198.51.100.7",
    isMIT: false,
    transaction: {
      id: `pay-${process.pid}-${count}`,
      timestampUtc: new Date().toISOString(),
      timezoneUtcOffset: -5,
      amount: 4599,
      currency: "USD",
      responseCode: "203",
      responseCodeSource: "nmi",
      responseDescription: "Activity limit exceeded",
      avsResultCode: "M",
      cvvResultCode: "M",
      cavvResultCode: "NA",
      cardNotPresent: true,
    },
    // The sandbox approves this phone, whatever the card.
    payer: { id: "cust-42", email: "ada@example.com", phone: "998888" },
    billingInformation: {
      firstName: "Ada",
      lastName: "Sample",
      country: "United States",
      countryCode: "US",
      addressLine1: "12 Elm Street",
      city: "Springfield",
      state: "IL",
      zipcode: "62701",
    },
    paymentMethod: {
      Token: true,
      cardNumber: "d0e1f2a3-b4c5-4d6e-8f70-8192a3b4c5d6",
      holderName: "Ada Sample",
      cardType: "CREDIT",
      cardBrand: "VISA",
      cardCountry: "US",
      expirationMonth: 9,
      expirationYear: 2028,
      cardBinNumber: "400000",
      cardLast4Digits: "3184",
    },
  };
  for (const [name, value] of Object.entries(given)) {
    const both = isFields(base[name]) && isFields(value);
    base[name] = both ? { ...(base[name] as Fields), ...(value as Fields) } : value;
  }
  return base;
}

/** A rebill as a subscription system sends it. */
export function declinedRebill(given: Fields = {}): Fields {
  const { customerIp: _shopper, ...order } = declinedOrder({
    isMIT: true,
    isRecurring: true,
    orderSource: "recurring",
    subscription: { subscriptionId: "sub-9", interval: "monthly", price: "4599", currency: "USD" },
    ...given,
  });
  return order;
}

/** The body without what a path names, e.g. `transaction.id`. */
export function without(body: Fields, ...paths: string[]): Fields {
  const copy = structuredClone(body);
  for (const path of paths) {
    const names = path.split(".");
    const last = names.pop() as string;
    const at = names.reduce<Fields | undefined>((from, name) => from?.[name] as Fields | undefined, copy);
    if (at) delete at[last];
  }
  return copy;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
