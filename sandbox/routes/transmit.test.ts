import { expect, test } from "vitest";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();
const copy = {
  isDeclined: false,
  isMIT: false,
  orderId: "shop-1001",
  transaction: { id: "pay-1", amount: 4599, currency: "USD" },
  payer: { email: "ada@example.com" },
  paymentMethod: { cardBinNumber: "400000", cardLast4Digits: "3184" },
};

test("a copy of a payment is kept and named, approved or declined", async () => {
  const merchant = await sandbox.merchant();
  for (const isDeclined of [false, true]) {
    const { status, body } = await merchant.post("transmit", { ...copy, isDeclined, mid: merchant.mid });
    expect(status).toBe(200);
    expect(body).toEqual({
      transmitId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      success: true,
      result: "Success",
      status: null,
      statusCode: null,
      errors: [],
      customProperties: {},
    });
  }
  expect((await merchant.get("orders")).body.orders.totalItemCount).toBe(0);
});

test("a refusal has the general form", async () => {
  const merchant = await sandbox.merchant();
  const { status, body } = await merchant.post("transmit", { isMIT: true });
  expect(status).toBe(400);
  expect(body).toEqual({
    status: 400,
    title: "One or more validation errors occurred.",
    traceId: expect.any(String),
    errors: {
      IsDeclined: ["The IsDeclined field is required."],
      OrderId: ["Merchant's orderId is required"],
      Transaction: ["The Transaction field is required."],
      Payer: ["The Payer field is required."],
      PaymentMethod: ["The PaymentMethod field is required."],
    },
  });
});

test("another merchant's mid is refused", async () => {
  const [merchant, other] = [await sandbox.merchant(), await sandbox.merchant()];
  const { body } = await merchant.post("transmit", { ...copy, mid: other.mid });
  expect(body.errors).toEqual({ Mid: ["The field Mid is invalid."] });
});
