import { describe, expect, test } from "vitest";
import { cardDataInBody } from "./card-data-in-body.ts";

const CARD = "4000002760003184";
const TOKEN = "d0e1f2a3-b4c5-4d6e-8f70-8192a3b4c5d6";
const method = { Token: true, cardNumber: TOKEN, cardBinNumber: "400000", cardLast4Digits: "3184" };
const order = {
  isDeclined: true,
  orderId: "shop-1001",
  transaction: { id: "pay-77120", amount: 4599, cvvResultCode: "M" },
  payer: { id: "cust-42", email: "ada@example.com", phone: "+15555550123" },
  paymentMethod: method,
};

test("an order with a token holds no card data", () => {
  expect(cardDataInBody(order)).toEqual([]);
});

test.each(["cardNumber", "cardBinNumber", "cardLast4Digits"])(
  "an object in the place of %s is only looked into",
  (name) => {
    // Found by generated requests: turned into text, such an object throws, and the program ended.
    const paymentMethod = { [name]: { toString: "a", valueOf: 1 }, other: CARD };
    expect(cardDataInBody({ ...order, paymentMethod })).toEqual(["PaymentMethod.Other"]);
  },
);

describe("the field is named as the wire names it, and its value never", () => {
  test.each<[string, unknown, string[]]>([
    [
      "PAN as card number",
      { ...order, paymentMethod: { ...method, cardNumber: CARD } },
      ["PaymentMethod.CardNumber"],
    ],
    [
      "PAN as a number",
      { ...order, paymentMethod: { cardNumber: Number(CARD) } },
      ["PaymentMethod.CardNumber"],
    ],
    [
      "snake case",
      { payment_method: { credit_card: { number: CARD } } },
      ["PaymentMethod.CreditCard.Number"],
    ],
    ["in a list", { orderItems: [{ name: "x" }, { name: `for ${CARD}` }] }, ["OrderItems[1].Name"]],
    ["in an unknown field", { note: { deep: [[CARD]] } }, ["Note.Deep[0][0]"]],
    ["in JSON within text", { ExtraData: JSON.stringify({ cvv: "123" }) }, ["ExtraData"]],
    [
      "verification value",
      { paymentMethod: { verificationValue: "123" } },
      ["PaymentMethod.VerificationValue"],
    ],
    ["verification value as a number", { card: { CVV2: 999 } }, ["Card.CVV2"]],
    [
      "verification value, snake case",
      { credit_card: { security_code: "0001" } },
      ["CreditCard.SecurityCode"],
    ],
    ["additional field", { additionalFields: [{ key: "cvc", value: "123" }] }, ["AdditionalFields[0].Value"]],
    ["as a field's name", { [CARD]: 1, a: { [`x${CARD}`]: "" } }, ["(name)", "A.(name)"]],
    ["as the body itself", CARD, ["Body"]],
    ["twice", { a: CARD, b: { cvv: "123" } }, ["A", "B.Cvv"]],
  ])("%s", (_name, body, paths) => {
    expect(cardDataInBody(body)).toEqual(paths);
    expect(cardDataInBody(body).join()).not.toContain(CARD);
  });

  test("a body deeper than anybody reads is not let through", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(200)}1${"}".repeat(200)}`);
    expect(cardDataInBody(deep)).toHaveLength(1);
  });
});

describe("ids that a checkout makes itself", () => {
  // Passes Luhn and begins like a Visa, but is not this order's card.
  const unlucky = "4539578763621486";
  test.each<[string, unknown]>([
    ["order id", { ...order, orderId: unlucky }],
    ["order id as a number", { ...order, orderId: Number(unlucky) }],
    ["transaction id", { ...order, transaction: { ...order.transaction, id: unlucky } }],
    ["customer id", { ...order, payer: { ...order.payer, id: unlucky } }],
    ["subscription id", { ...order, subscription: { subscriptionId: unlucky } }],
    ["order id of an order without a card", { orderId: unlucky }],
  ])("may pass Luhn by chance: %s", (_name, body) => {
    expect(cardDataInBody(body)).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["order id", { ...order, orderId: CARD }, "OrderId"],
    ["transaction id", { ...order, transaction: { id: CARD } }, "Transaction.Id"],
    ["customer id", { ...order, payer: { id: CARD } }, "Payer.Id"],
    ["grouped like a card", { ...order, orderId: "4539 5787 6362 1486" }, "OrderId"],
  ])("are refused when they are the order's own card: %s", (_name, body, path) => {
    expect(cardDataInBody(body)).toEqual([path]);
  });
});

describe("phone numbers", () => {
  test.each(["+49 1511 2345678", "4222222222222", "+378282246310005"])("%s is a phone number", (phone) => {
    expect(cardDataInBody({ payer: { phone } })).toEqual([]);
  });
  test("sixteen digits are no phone number", () => {
    expect(cardDataInBody({ payer: { phone: CARD } })).toEqual(["Payer.Phone"]);
  });
});

describe("a deployment with acknowledged PCI scope", () => {
  test("takes card number and verification value in evaluate's own two fields only", () => {
    const body = {
      ...order,
      paymentMethod: { ...method, cardNumber: CARD, verificationValue: "123" },
      note: CARD,
    };
    expect(cardDataInBody(body, { pciScope: true })).toEqual(["Note"]);
  });
  test("still refuses an order id that is the card", () => {
    const body = { orderId: CARD, paymentMethod: { cardNumber: CARD } };
    expect(cardDataInBody(body, { pciScope: true })).toEqual(["OrderId"]);
  });
});

test("empty, absent and result-code fields are no verification values", () => {
  const body = { cvv: "", cvc: null, cvvResultCode: "123", securityCode: "NA" };
  expect(cardDataInBody(body)).toEqual([]);
});
