import { describe, expect, test } from "vitest";
import { inEnvironment, placeOf, workspaceRoot } from "./place.ts";

describe("the environment switch", () => {
  test("keeps the page and its filters", () => {
    expect(inEnvironment("/production/m/mer_1/sites", "search=shop", "sandbox")).toBe(
      "/sandbox/m/mer_1/sites?search=shop",
    );
    expect(inEnvironment("/production", "", "sandbox")).toBe("/sandbox");
  });

  test("leads from an order, which exists in one environment only, to the list of the other", () => {
    expect(inEnvironment("/production/m/mer_1/orders/ord_1", "", "sandbox")).toBe(
      "/sandbox/m/mer_1/orders?notHere=ord_1",
    );
  });
});

test("an address tells its environment, its merchant and the rest", () => {
  expect(placeOf("/sandbox/m/mer_1/developers/keys")).toEqual({
    environment: "sandbox",
    merchantId: "mer_1",
    rest: "/developers/keys",
  });
  expect(placeOf("/production/merchants/new")).toEqual({
    environment: "production",
    merchantId: null,
    rest: "/merchants/new",
  });
  expect(placeOf("/sign-in")).toBeNull();
  expect(workspaceRoot("sandbox", null)).toBe("/sandbox");
});
