import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TRANSMIT_SETTINGS } from "#lib/terms.ts";
import { backOffMs, heldBy, transmitId } from "./rules.ts";

const of = {
  merchantId: "mer_1",
  environment: "production",
  externalId: "A-1",
  transactionId: "T-1",
} as const;

describe("a transmit's id", () => {
  test("is a GUID that stays the same for ever, also in the next version of this program", () => {
    expect(transmitId(of)).toBe(transmitId({ ...of }));
    expect(transmitId(of)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(transmitId(of)).toMatchInlineSnapshot(`"26750709-dd00-8892-840f-f9cf0bd0e6a0"`);
  });

  test("differs when merchant, environment, order or transaction differ, wherever one ends and the next begins", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
        fc.pre(a !== c || b !== d);
        const one = transmitId({ ...of, externalId: a, transactionId: b });
        expect(one).not.toBe(transmitId({ ...of, externalId: c, transactionId: d }));
      }),
    );
    expect(transmitId({ ...of, environment: "sandbox" })).not.toBe(transmitId(of));
  });
});

test("the setting holds back what it says: everything, declines, or nothing", () => {
  const table = TRANSMIT_SETTINGS.map((setting) => [setting, heldBy(setting, false), heldBy(setting, true)]);
  expect(table).toEqual([
    ["all", null, null],
    ["approved_only", null, "NOT_ELIGIBLE"],
    ["off", "CHANNEL_OFF", "CHANNEL_OFF"],
  ]);
});

test("tries come further and further apart, at most 20 seconds, so that recovery is followed within a minute", () => {
  expect([0, 1, 2, 3].map((attempts) => backOffMs(attempts, 0))).toEqual([500, 1000, 2000, 4000]);
  for (const attempts of [5, 10, 1_000_000]) {
    expect(backOffMs(attempts, 0)).toBe(10_000);
    expect(backOffMs(attempts, 0.999)).toBeLessThanOrEqual(20_000);
  }
});
