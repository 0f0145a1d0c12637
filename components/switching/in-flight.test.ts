import { describe, expect, it } from "vitest";
import { formatMoney } from "#lib/kit/money.ts";
import { type InFlight, stillRunningWords } from "./in-flight.ts";

const one = (more: Partial<InFlight>): InFlight => ({
  siteId: "shop",
  channel: "mit",
  currency: "USD",
  orders: 1,
  amountMinor: 1000,
  ...more,
});
const merchant = { scope: "merchant", scopeId: "mer_1" } as const;

describe("what a kill switch leaves running", () => {
  it("names count and money, and never adds currencies together", () => {
    const inFlight = [
      one({ orders: 14, amountMinor: 81_240 }),
      one({ currency: "JPY", orders: 2, amountMinor: 900 }),
    ];
    expect(stillRunningWords(inFlight, merchant, "all", formatMoney)).toBe(
      "16 MIT orders in flight, 812.40 USD, 900 JPY, are followed to their end.",
    );
  });

  it("counts only the site and the channel that are stopped", () => {
    const inFlight = [one({}), one({ siteId: "club" }), one({ channel: "cit_website" })];
    const shop = { scope: "site", scopeId: "shop" } as const;
    expect(stillRunningWords(inFlight, shop, "mit", formatMoney)).toBe(
      "1 MIT order in flight, 10.00 USD, is followed to its end.",
    );
  });

  it("says so when nothing is in flight", () => {
    expect(stillRunningWords([], merchant, "all", formatMoney)).toBe("No order is in flight here.");
  });
});
