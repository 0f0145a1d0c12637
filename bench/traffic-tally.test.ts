import { expect, test } from "vitest";
import { nextOrder, seededRandom, type TrafficMerchant } from "./traffic-orders.ts";
import { compare, count, rowKey, type Tally, tallyOfReport } from "./traffic-tally.ts";

const merchant: TrafficMerchant = {
  ...{ id: "mer_1", name: "Lumen", currency: "USD", integration: "partner_backend", mitMode: "managed" },
  sites: [
    { id: "site_1", name: "Shop", siteUrl: "https://shop.example", descriptors: ["SHOP"], campaigns: [] },
  ],
};
const order = (siteId: string | null) => ({
  ...nextOrder(seededRandom(7), [merchant], "t-1", "production"),
  ...{ siteId, currency: "USD", amountMinor: 4599 },
});

test("what was sent counts as the reports count it: by what became of it, per site and currency", () => {
  const tally: Tally = new Map();
  count(tally, order("site_1"), null);
  count(tally, order("site_1"), { status: "APPROVED", sent: true, reason: "" });
  count(tally, order("site_1"), { status: "CHALLENGE", sent: true, reason: "" });
  count(tally, order("site_1"), { status: "DECLINED", sent: true, reason: "UPSTREAM_TIMEOUT" });
  count(tally, order(null), { status: "DECLINED", sent: false, reason: "UNKNOWN_SITE" });
  expect(tally.get(rowKey("mer_1", "site_1", "USD"))).toEqual({
    ...{ orders: 4, attempts: 4, approvedFirst: 1, declined: 3, evaluated: 3, rescued: 1, open: 1, lost: 1 },
    ...{ declinedAmount: 3 * 4599, evaluatedAmount: 3 * 4599, rescuedAmount: 4599 },
  });
  expect(tally.get(rowKey("mer_1", null, "USD"))).toMatchObject({ orders: 1, declined: 1, evaluated: 0 });
});

test("only what the reports grew by is compared, and one unit of difference is told", () => {
  const sent: Tally = new Map();
  count(sent, order("site_1"), { status: "APPROVED", sent: true, reason: "" });
  const row = (orders: number, rescuedAmount: number) => ({
    ...{ key: "site_1", currency: "USD", orders, attempts: orders, declined: orders, evaluated: orders },
    ...{ rescued: orders, declinedAmount: rescuedAmount, evaluatedAmount: rescuedAmount, rescuedAmount },
  });
  const before = tallyOfReport("mer_1", { rows: [row(10, 50_000)] });
  expect(compare(sent, before, tallyOfReport("mer_1", { rows: [row(11, 54_599)] }))).toEqual([]);
  const cent = { ...row(11, 54_599), rescuedAmount: 54_600 };
  expect(compare(sent, before, tallyOfReport("mer_1", { rows: [cent] }))).toEqual([
    { row: rowKey("mer_1", "site_1", "USD"), figure: "rescuedAmount", sent: 4599, reported: 4600 },
  ]);
});
