const NUMBER_LENGTH = 10;
const PLACE = "0".repeat(NUMBER_LENGTH);

/** A copy of about 1.2 KB, as a partner's backend sends it, under a new order and transaction each time. */
export function transmitRequests(bearer: string) {
  const body = JSON.stringify({
    ...{ isDeclined: false, orderId: `bench-${PLACE}`, isMIT: false, orderSource: "ecommerce" },
    siteUrl: "https://www.shop.example/checkout/thank-you",
    transaction: {
      ...{ id: `txn-${PLACE}`, timestampUtc: new Date().toISOString(), timezoneUtcOffset: -5, amount: 4599 },
      ...{ currency: "USD", responseCode: "100", responseCodeSource: "nmi", responseStatus: "approved" },
      ...{ responseDescription: "Transaction was approved", processorName: "Sample Processing Inc" },
      ...{ avsResultCode: "M", cvvResultCode: "M", cavvResultCode: "NA", cardNotPresent: true },
    },
    payer: { id: "cust-42", email: "ada.sample@example.com", phone: "+12025550147", birthdate: "1990-05-17" },
    billingInformation: {
      ...{ firstName: "Ada", lastName: "Sample", country: "United States", countryCode: "US" },
      ...{ addressLine1: "12 Elm Street", addressLine2: "Apartment 4", city: "Springfield", state: "IL" },
      ...{ zipcode: "62701", phone: "+12025550147" },
    },
    paymentMethod: {
      ...{ holderName: "Ada Sample", cardType: "CREDIT", cardBrand: "VISA", cardCountry: "US" },
      ...{ expirationMonth: 9, expirationYear: 2028, cardBinNumber: "400000", cardLast4Digits: "3184" },
      ...{ cardIssuer: "Sample Bank", cardLevel: "CLASSIC" },
    },
    orderItems: [{ sku: "SKU-1", name: "Monthly plan", amount: 4599, quantity: 1 }],
    additionalFields: [{ key: "campaignName", value: "Spring trial" }],
  });
  const head = [
    ...["POST /v1/transmit HTTP/1.1", "host: localhost", `authorization: Bearer ${bearer}`],
    ...["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`, "", ""],
  ].join("\r\n");
  const template = Buffer.from(head + body);
  const places = [template.indexOf(`bench-${PLACE}`) + 6, template.indexOf(`txn-${PLACE}`) + 4];
  let sent = 0;
  return {
    body,
    sent: () => sent,
    next: (): Buffer => {
      sent += 1;
      const bytes = Buffer.from(template);
      const digits = String(sent).padStart(NUMBER_LENGTH, "0");
      for (const place of places) bytes.write(digits, place, "latin1");
      return bytes;
    },
  };
}
