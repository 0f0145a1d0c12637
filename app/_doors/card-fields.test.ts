import { expect, test } from "vitest";
import { cardFields } from "./card-fields.ts";

test("a card number in a reason or in one of several hosts is named by its field", () => {
  expect(
    Object.keys(cardFields({ reason: "card 4111 1111 1111 1111", hosts: ["a", "4111111111111111"] })),
  ).toEqual(["reason", "hosts.1"]);
});

test("amounts, ordinary words and the partner's own numeric ids pass", () => {
  expect(cardFields({ amountMinor: 4599, reason: "Late delivery", externalId: "4111111111111111" })).toEqual(
    {},
  );
});
