import { describe, expect, test } from "vitest";
import { maskPersonalData } from "./personal-data.ts";

const MASK = "•••";

describe("a payload shown to somebody who may not see customers", () => {
  test.each([
    ["the buyer", { payer: { email: "ada@example.com", phone: "+15555550123" } }, { payer: MASK }],
    ["where they live", { BillingInformation: { city: "Springfield" } }, { BillingInformation: MASK }],
    ["where it is sent", { shippingInformation: { city: "Springfield" } }, { shippingInformation: MASK }],
    [
      "the card's holder, not the card's country",
      { paymentMethod: { holderName: "Ada", cardCountry: "US" } },
      { paymentMethod: { holderName: MASK, cardCountry: "US" } },
    ],
    ["their address in the net", { customerIp: "198.51.100.7" }, { customerIp: MASK }],
    ["their device", { deviceDetails: { ipAddress: "198.51.100.7" } }, { deviceDetails: MASK }],
    ["what a checkout adds", { additionalFields: { note: "for Ada" } }, { additionalFields: MASK }],
    [
      "an e-mail anywhere",
      { items: [{ email: "ada@example.com", sku: "1" }] },
      { items: [{ email: MASK, sku: "1" }] },
    ],
    [
      "fields of any spelling",
      { EventData: { first_name: "Ada", ZipCode: "12345", customerPhone: "+1555", amount: 4599 } },
      { EventData: { first_name: MASK, ZipCode: MASK, customerPhone: MASK, amount: 4599 } },
    ],
    [
      "an e-mail in words",
      { message: "No payer ada@example.com, sorry" },
      { message: "No payer •••, sorry" },
    ],
  ])("hides %s", (_what, payload, shown) => {
    expect(JSON.parse(maskPersonalData(JSON.stringify(payload)) ?? "")).toEqual(shown);
  });

  test("leaves out what cannot be read", () => {
    expect(maskPersonalData("payer=ada@example.com")).toBeNull();
    expect(maskPersonalData(null)).toBeNull();
  });
});
