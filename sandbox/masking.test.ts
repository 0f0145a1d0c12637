import { expect, test } from "vitest";
import { maskBody, maskText } from "./masking.ts";

test("the record keeps neither card numbers nor security codes nor secrets", () => {
  const seen = maskBody({
    AppSecret: "AQAAAAEAACcQ",
    payment_method: { credit_card: { number: "4111 1111 1111 1111", verification_value: "999" } },
    paymentMethod: { cardNumber: 4000002760003184, verificationValue: "123", cvv: 7 },
    note: "paid with 4000-0027-6000-3184 yesterday",
  });
  expect(seen).toEqual({
    AppSecret: "***",
    payment_method: { credit_card: { number: "411111******1111", verification_value: "***" } },
    paymentMethod: { cardNumber: "400000******3184", verificationValue: "***", cvv: "***" },
    note: "paid with 400000******3184 yesterday",
  });
});

test("tokens, amounts, phone numbers and millisecond times stay readable", () => {
  const body = {
    paymentMethod: { cardNumber: "d0e1f2a3-b4c5-4d6e-8f70-8192a3b4c5d6", Token: true },
    amount: 4599,
    phone: "+15555550123",
    orderId: "shop-1001",
    note: "order 311ab44d-7fbb-4572-a422-2222222222ab of 311ab44d-7fbb-4572-a531-2378140986a9",
    expires: 1795174611000,
  };
  expect(maskBody(body)).toEqual(body);
});

test("text that the database cannot hold is replaced, so that the call is still recorded", () => {
  expect(maskText("a\0b\ud800")).toBe("a\ufffdb\ufffd");
  expect(maskBody({ "a\0": "\udc00" })).toEqual({ "a\ufffd": "\ufffd" });
});
