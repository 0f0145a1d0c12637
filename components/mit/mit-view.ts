import { type OrdersView, ordersView, viewHref } from "#components/orders/orders-view.ts";
import type { ReportView } from "#components/reports/report-view.ts";
import type { MitRule, RebillGroup } from "#lib/orders/schema.ts";

export const RULE_WORDS: Record<MitRule, string> = {
  expiry_short: "Expiry too short",
  not_same_day: "Not the same day",
  retried_in_flight: "Retried in flight",
};

/** The orders behind a figure of the monitor: its days, and no others. */
export function rebillsHref(
  root: string,
  { query: { from, to, tz } }: ReportView,
  group: RebillGroup,
  change: Partial<OrdersView> = {},
): string {
  return viewHref(`${root}/orders`, ordersView({}), { rebills: { group, from, to, tz }, ...change });
}

/** What is with FlexCharge now; `expiring` in days. */
export function inFlightHref(root: string, expiring: number | null = null): string {
  const change: Partial<OrdersView> = { status: ["submitted"], channel: ["mit"], period: "all", expiring };
  return viewHref(`${root}/orders`, ordersView({}), change);
}

export function subscriptionHref(root: string, subscription: string): string {
  return viewHref(`${root}/orders`, ordersView({}), { subscription, period: "all" });
}

const DAY_MS = 86_400_000;

/** "3 days", "1 day"; begun days do not count. */
export function daysBetweenWords(from: string, to: string): string {
  const days = Math.max(0, Math.floor((Date.parse(to) - Date.parse(from) + 60_000) / DAY_MS));
  return `${days} ${days === 1 ? "day" : "days"}`;
}
