import { describe, expect, test } from "vitest";
import { keptPart, keptPath, keptQuery, orderIdOf, readPart, reasonOf } from "./rules.ts";

const CARD = "4111 1111 1111 1111";

describe("of a body the log keeps", () => {
  test("what was said, without what opens something", () => {
    const body = {
      orderId: "shop-1",
      transaction: { amount: 4599, cvvResultCode: "M" },
      paymentMethod: { Token: true, cardNumber: "d0e1f2a3-b4c5-4d6e-8f70-8192a3b4c5d6" },
      AppSecret: "s3cret",
      nested: [{ accessToken: "eyJ…" }],
    };
    expect(JSON.parse(keptPart({ json: body }).text ?? "")).toEqual({
      ...body,
      paymentMethod: { Token: true, cardNumber: "•••" },
      AppSecret: "•••",
      nested: [{ accessToken: "•••" }],
    });
  });

  test.each([
    ["a card number", { paymentMethod: { cardNumber: CARD } }, "card_data"],
    ["a verification value", { additionalFields: [{ key: "cvv", value: "123" }] }, "card_data"],
    ["a card number as a field's name", { [CARD]: 1 }, "card_data"],
    ["more than a person reads", { note: "x".repeat(20_000) }, "too_large"],
  ])("nothing at all of one with %s", (_what, json, leftOut) => {
    expect(keptPart({ json })).toEqual({ text: null, leftOut });
  });

  test("nothing of what was no JSON, and no number loses its digits", () => {
    expect(keptPart(readPart({ text: `card=${CARD}` }))).toEqual({ text: null, leftOut: "not_json" });
    expect(keptPart(readPart({ bytes: Buffer.from('{"id":12345678901234567890123}') })).text).toBe(
      '{"id":12345678901234567890123}',
    );
    expect(keptPart(null)).toEqual({ text: null, leftOut: null });
  });

  test("only what PostgreSQL takes", () => {
    expect(keptPart({ json: { note: "a\u0000b" } }).text).not.toContain("\u0000");
    expect(keptPath("/v1/orders/\u0000\ud800").isWellFormed()).toBe(true);
  });
});

test("an address keeps no card number, also where it is written in percent", () => {
  expect(keptPath("/v1/orders/4111111111111111")).toBe("/v1/orders/[card …1111]");
  expect(keptQuery("query=%34111111111111111&page=2")).toBe("query=[card …1111]&page=2");
  expect(keptQuery("query=100%")).toBe("query=100%");
  expect(keptQuery(null)).toBeNull();
});

test("the checkout's order id is found in any case, and the reason in the answer", () => {
  expect(orderIdOf({ json: { OrderId: "shop-1" } }, null)).toBe("shop-1");
  expect(orderIdOf({ json: { orderId: 42 } }, null)).toBe("42");
  expect(orderIdOf(null, { json: { externalOrderId: "shop-2" } })).toBe("shop-2");
  expect(orderIdOf({ json: [] }, { leftOut: "not_json" })).toBeNull();
  expect(reasonOf({ json: { customProperties: { "switchboard.reason": "CHANNEL_OFF" } } })).toBe(
    "CHANNEL_OFF",
  );
  expect(reasonOf({ json: { customProperties: null } })).toBeNull();
});
