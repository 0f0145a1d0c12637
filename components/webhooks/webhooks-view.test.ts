import { expect, test } from "vitest";
import {
  deliveryFilter,
  noticeFilter,
  webhookFiltersSet,
  webhooksHref,
  webhooksView,
} from "./webhooks-view.ts";

const NOW = new Date("2026-11-20T14:30:00Z");

test("an address says the whole list, and what it does not know is left out", () => {
  const view = webhooksView({
    period: "24h",
    event: "order.completed,order.expired",
    result: "failing,nonsense",
    endpoint: "whe_1",
    open: "mer_1.dlv_2",
  });
  expect(view).toMatchObject({
    period: "24h",
    result: ["failing"],
    open: { merchantId: "mer_1", id: "dlv_2" },
  });
  const href = webhooksHref("/production/developers/webhooks", view, { open: view.open });
  expect(webhooksView(Object.fromEntries(new URL(href, "http://x").searchParams))).toEqual(view);
  expect(webhookFiltersSet(view)).toBe(3);
});

test("changing a filter closes the pane and begins at the first page", () => {
  const view = webhooksView({ after: "key", open: "mer_1.dlv_2", fate: "parked" });
  expect(webhooksHref("/in", view, { period: "all" })).toBe("/in?period=all&fate=parked");
});

test("the period bounds the list, but an id is found whenever it was", () => {
  const where = { environment: "production" as const };
  expect(deliveryFilter(webhooksView({}), where, NOW).from).toEqual(new Date("2026-11-13T14:30:00Z"));
  expect(noticeFilter(webhooksView({ period: "all" }), where, NOW).from).toBeUndefined();
  expect(noticeFilter(webhooksView({ id: "LL-1" }), where, NOW)).toMatchObject({
    id: "LL-1",
    from: undefined,
  });
});

test("a merchant's own page cannot be pointed at another merchant", () => {
  const view = webhooksView({ merchant: "mer_other" });
  expect(deliveryFilter(view, { environment: "production", merchantId: "mer_own" }, NOW).merchantId).toBe(
    "mer_own",
  );
});
