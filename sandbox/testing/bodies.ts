import { randomUUID } from "node:crypto";

export const cards = {
  approve: "4000002760003184",
  decline: "4000300011112220",
  needsCvv: "4111111111111111",
  other: "5555555555554444",
};

type Changes = Record<string, unknown>;

/** A complete CIT evaluate body with a full card number; `changes` replaces or (undefined) removes fields. */
export function evaluateBody(
  changes: Changes & { transaction?: Changes; paymentMethod?: Changes; payer?: Changes } = {},
) {
  const { transaction, paymentMethod, payer, ...top } = changes;
  return {
    isDeclined: true,
    idempotencyKey: randomUUID(),
    orderId: `shop-${randomUUID()}`,
    transactionType: "PURCHASE",
    customerIp: "198.51.100.7",
    isMIT: false,
    transaction: {
      id: "pay-77120",
      amount: 100,
      currency: "USD",
      responseCode: "100",
      responseCodeSource: "nmi",
      avsResultCode: "M",
      cvvResultCode: "M",
      cavvResultCode: "NA",
      ...transaction,
    },
    payer: { email: "ada@example.com", ...payer },
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
      cardNumber: cards.approve,
      holderName: "Ada Sample",
      cardType: "CREDIT",
      cardBrand: "VISA",
      cardCountry: "US",
      expirationMonth: 9,
      expirationYear: 2030,
      cardBinNumber: "400000",
      cardLast4Digits: "3184",
      ...paymentMethod,
    },
    ...top,
  };
}

export function tokenizeBody(number: string, cvv?: string) {
  return {
    payment_method: {
      email: "ada@example.com",
      credit_card: {
        first_name: "Ada",
        last_name: "Sample",
        number,
        verification_value: cvv,
        month: "09",
        year: 2030,
      },
    },
  };
}

/** A moment so many days after another, in ISO 8601. */
export function daysAfter(moment: string | Date, days: number): string {
  return new Date(new Date(moment).getTime() + days * 86_400_000).toISOString();
}
