import { randomUUID } from "node:crypto";

/** A complete evaluate body of the sandbox's approving card; `changes` replace top-level fields. */
export function evaluateBody(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    isDeclined: true,
    idempotencyKey: randomUUID(),
    orderId: `shop-${randomUUID()}`,
    siteUrl: "https://shop.example",
    customerIp: "198.51.100.7",
    isMIT: false,
    transaction: {
      id: "pay-77120",
      timestampUtc: new Date().toISOString(),
      timezoneUtcOffset: 0,
      amount: 4599,
      currency: "USD",
      responseCode: "203",
      responseCodeSource: "nmi",
      avsResultCode: "M",
      cvvResultCode: "M",
      cavvResultCode: "NA",
      cardNotPresent: true,
    },
    payer: { email: "ada@example.com" },
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
      Token: false,
      cardNumber: "4000002760003184",
      holderName: "Ada Sample",
      cardType: "CREDIT",
      cardBrand: "VISA",
      cardCountry: "US",
      expirationMonth: 9,
      expirationYear: 2030,
      cardBinNumber: "400000",
      cardLast4Digits: "3184",
    },
    ...changes,
  };
}
