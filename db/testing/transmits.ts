type Fields = Record<string, unknown>;

let count = 0;

/** A copy of an approved payment as a checkout sends it (API sheet §2.2); what is given replaces or, inside, joins. */
export function processedPayment(given: Fields = {}): Fields {
  count += 1;
  const base: Fields = {
    isDeclined: false,
    orderId: `paid-${process.pid}-${count}`,
    isMIT: false,
    orderSource: "ecommerce",
    transaction: {
      id: `txn-${process.pid}-${count}`,
      timestampUtc: new Date().toISOString(),
      amount: 4599,
      currency: "USD",
      responseCode: "100",
      responseCodeSource: "nmi",
      responseStatus: "approved",
    },
    payer: { id: "cust-42", email: "ada@example.com", phone: "+12025550147" },
    paymentMethod: {
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

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
