import { expect, test } from "vitest";
import type { DryRun } from "#lib/switching/queries/dry-run-change.ts";
import { dryRunSummary } from "./dry-run-words.ts";

const flip = (over: Partial<DryRun["flips"][number]>): DryRun["flips"][number] => ({
  environment: "production",
  siteId: "site_shop",
  siteName: "shop.example",
  channel: "cit_website",
  before: "CHANNEL_OFF",
  after: null,
  orders: 10,
  amounts: [{ currency: "USD", amountMinor: 12_345 }],
  rate: { basis: "channel", resolved: 40, rescued: 10, low: 0.142, high: 0.402 },
  ...over,
});
const run = (...flips: DryRun["flips"]): DryRun => ({
  from: "",
  to: "",
  orders: 100,
  truncated: false,
  flips,
});

test("live orders that would go out are told with their amounts by currency and a range of rescues", () => {
  const other = flip({ siteId: "site_club", amounts: [{ currency: "EUR", amountMinor: 500 }] });
  expect(dryRunSummary(run(flip({}), other))).toEqual({
    sent: { orders: 20, amounts: "123.45 USD, 5.00 EUR" },
    kept: { orders: 0, amounts: "" },
    rescued: "3 to 8",
    test: 0,
  });
});

test("test orders are counted apart, and without a rate nothing is promised", () => {
  const summary = dryRunSummary(
    run(flip({ rate: null }), flip({ environment: "sandbox", orders: 4, rate: null })),
  );
  expect(summary).toMatchObject({ sent: { orders: 10 }, rescued: null, test: 4 });
});

test("orders that would no longer go out are said too", () => {
  const stopped = flip({ before: null, after: "CHANNEL_OFF", rate: null });
  expect(dryRunSummary(run(stopped))).toMatchObject({ sent: { orders: 0 }, kept: { orders: 10 } });
});
