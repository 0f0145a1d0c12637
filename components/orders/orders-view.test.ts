import { describe, expect, it } from "vitest";
import { filtersSet, orderFilter, ordersView, viewHref, viewWords } from "./orders-view.ts";

const now = new Date("2026-11-20T12:00:00.000Z");
const where = { environment: "production", merchantId: "mer_1" } as const;

describe("the orders list in its address", () => {
  it("shows the last 30 days of every order when nothing is said", () => {
    const filter = orderFilter(ordersView({}), where, now);
    expect(filter).toMatchObject({ environment: "production", merchantId: "mer_1", states: undefined });
    expect(filter.from?.toISOString()).toBe("2026-10-21T12:00:00.000Z");
  });

  it("leaves unknown words out instead of failing", () => {
    const view = ordersView({ view: "everything", status: "approved,eaten", channel: "fax", period: "1y" });
    expect(view).toMatchObject({ view: "all", status: ["approved"], channel: [], period: "30d" });
  });

  it("never lets an address reach another merchant than the workspace's", () => {
    expect(orderFilter(ordersView({ merchant: "mer_2" }), where, now).merchantId).toBe("mer_1");
    expect(
      orderFilter(ordersView({ merchant: "mer_2" }), { environment: "production" }, now).merchantId,
    ).toBe("mer_2");
  });

  it("narrows a view by status without leaving the view", () => {
    expect(
      orderFilter(ordersView({ view: "in-flight", status: "unknown,approved" }), where, now).states,
    ).toEqual(["unknown"]);
  });

  it("reads back what it writes, and drops the page key when a filter changes", () => {
    const view = ordersView({ view: "rescued", channel: "mit", site: "a,b", q: "LL-2", after: "key" });
    const href = viewHref("/production/orders", view, { period: "90d" });
    const read = ordersView(Object.fromEntries(new URL(href, "http://localhost").searchParams));
    expect(read).toEqual({ ...view, period: "90d", after: null });
  });

  it("counts the filters that hide orders, not the period", () => {
    expect(filtersSet(ordersView({ channel: "mit", site: "a", period: "90d" }))).toBe(2);
  });

  it("says in words where one came from", () => {
    expect(viewWords(ordersView({ view: "rescued", channel: "mit" }), { mit: "MIT" })).toBe(
      "Rescued, MIT, last 30 days",
    );
  });

  it("carries a figure of the MIT monitor with its own days, and the days left of what is in flight", () => {
    const given = { rebills: "same_day", from: "2026-11-01", to: "2026-12-01", tz: "America/New_York" };
    const view = ordersView({ ...given, expiring: "3", channel: "mit" });
    expect(orderFilter(view, where, now)).toMatchObject({
      rebills: { group: "same_day", from: "2026-11-01", to: "2026-12-01", tz: "America/New_York" },
      ...{ from: undefined, expiresBy: new Date("2026-11-23T12:00:00.000Z"), channels: ["mit"] },
    });
    const href = new URL(viewHref("/production/orders", view, {}), "http://localhost");
    expect(ordersView(Object.fromEntries(href.searchParams))).toEqual(view);
    for (const wrong of [{ tz: "+05:00" }, { from: "2026-02-30" }, { to: "soon" }, { rebills: "all" }]) {
      expect(ordersView({ ...given, ...wrong }).rebills).toBeNull();
    }
    expect(ordersView({ expiring: "-1" }).expiring).toBeNull();
  });

  it("finds the orders that no site claims", () => {
    expect(orderFilter(ordersView({ site: "unattributed" }), where, now)).toMatchObject({
      ...{ siteIds: undefined, unattributed: true },
    });
  });
});
