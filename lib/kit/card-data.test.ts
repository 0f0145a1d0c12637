import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findCardNumbers, holdsCardNumber, isCardNumber, maskCardNumbers } from "./card-data.ts";

describe("a full card number is found", () => {
  test.each([
    ["Visa", "4111111111111111"],
    ["Visa of 13 digits", "4222222222222"],
    ["Visa of 19 digits", "4000000000000000006"],
    ["Mastercard", "5555555555554444"],
    ["Mastercard, second series", "2223003122003222"],
    ["American Express", "378282246310005"],
    ["Discover", "6011111111111117"],
    ["Diners", "30569309025904"],
    ["JCB", "3530111333300000"],
    ["UnionPay", "6200000000000005"],
    ["Maestro", "6759649826438453"],
    ["with spaces", "4111 1111 1111 1111"],
    ["with dashes", "4111-1111-1111-1111"],
    ["with typographic dashes", "4111–1111–1111–1111"],
    ["with no-break spaces", "4111\u00a01111\u00a01111\u00a01111"],
    ["in full-width digits", "４１１１１１１１１１１１１１１１"],
    ["within a sentence", "card 4111111111111111 exp 09/28"],
    ["behind a phone number", "555-0100 4111 1111 1111 1111"],
    ["glued to letters", "card4111111111111111x"],
    ["as magnetic track data", ";4111111111111111=28091010000?"],
  ])("%s", (_name, text) => {
    expect(holdsCardNumber(text)).toBe(true);
  });
});

describe("what is no card number passes", () => {
  test.each([
    ["a wrong check digit", "4111111111111112"],
    ["a number that no issuer begins", "1111111111111117"],
    ["twelve digits", "411111111111"],
    ["a long digit string", "41111111111111111111111111"],
    ["a token", "d0e1f2a3-b4c5-4d6e-8f70-8192a3b4c5d6"],
    ["a token of digits only", "41111111-1111-1111-1000-000000000000"],
    ["a token within an address", "/v1/orders/311ab44d-7fbb-4572-a422-2222222222ab/refund"],
    ["a digest", "ab4111111111111111cd4111111111111111ef4111111111111111ab41111111"],
    ["a time stamp", "2026-01-15T10:20:29.1234567Z"],
    ["epoch milliseconds", "1768473030000"],
  ])("%s", (_name, text) => {
    expect(holdsCardNumber(text)).toBe(false);
  });
});

const luhnDigit = (head: string) =>
  [..."0123456789"].find((digit) => isCardNumber(head + digit) || luhnOf(head + digit) === 0)!;
function luhnOf(digits: string): number {
  const values = [...digits]
    .reverse()
    .map((digit, i) => (i % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][+digit]! : +digit));
  return values.reduce((sum, value) => sum + value, 0) % 10;
}

/** Any card number of sixteen digits of Visa or Mastercard. */
const cards = fc
  .tuple(
    fc.constantFrom("4", "51", "55", "2221"),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 15, maxLength: 15 }),
  )
  .map(([prefix, rest]) => {
    const head = (prefix + rest.join("")).slice(0, 15);
    return head + luhnDigit(head);
  });
const words = fc.stringMatching(/^[ g-z.,:;]{0,20}$/);

test("whatever words stand around it and however it is grouped, a card number is found and masked", () => {
  fc.assert(
    fc.property(cards, words, words, fc.constantFrom("", " ", "-"), (card, before, after, gap) => {
      const written = card.replace(/(\d{4})(?=\d)/g, `$1${gap}`);
      const text = `${before}${written}${after}`;
      expect(findCardNumbers(text).map(({ digits }) => digits)).toContain(card);
      expect(holdsCardNumber(maskCardNumbers(text))).toBe(false);
      expect(maskCardNumbers(text)).toContain(`[card …${card.slice(-4)}]`);
    }),
  );
});

test("one changed digit is no card number any more", () => {
  fc.assert(
    fc.property(cards, fc.integer({ min: 6, max: 14 }), fc.integer({ min: 1, max: 9 }), (card, at, by) => {
      const changed = card.slice(0, at) + ((Number(card[at]) + by) % 10) + card.slice(at + 1);
      expect(isCardNumber(changed)).toBe(false);
    }),
  );
});

test("GUIDs are never taken for card numbers", () => {
  fc.assert(
    fc.property(fc.uuid(), (guid) => !holdsCardNumber(guid)),
    { numRuns: 5000 },
  );
});
