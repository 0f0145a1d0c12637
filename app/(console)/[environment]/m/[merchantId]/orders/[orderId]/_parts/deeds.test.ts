import { expect, test } from "vitest";
import { permissionsOf } from "#lib/access/rules.ts";
import type { Attempt, Order } from "#lib/orders/queries.ts";
import { moneyOf } from "#lib/orders/rules.ts";
import type { AttemptState, Channel, Role } from "#lib/terms.ts";
import { deedsOf } from "./deeds.ts";

const order = { merchantId: "mer_1", id: "ord_1", externalId: "LL-1", environment: "production" } as Order;

function actions(
  role: Role,
  state: AttemptState,
  given: { channel?: Channel; pending?: "capture"; refundedMinor?: number } = {},
) {
  const attempt = {
    ...{ number: 1, state, amountMinor: 8900, currency: "USD", begunAt: new Date(), pending: null },
    ...{ channel: "cit_website", ...given },
  } as Attempt;
  const back = given.refundedMinor;
  const money = moneyOf(attempt, back ? [{ state: "confirmed", amountMinor: back }] : []);
  return deedsOf(order, attempt, money, [...permissionsOf(role)]).actions;
}

test("finance and admins may do all that a state allows, a merchant's support refunds, viewers nothing", () => {
  for (const role of ["finance", "admin", "operator"] as const) {
    expect(actions(role, "approved")).toEqual(["refund"]);
    expect(actions(role, "late_approval")).toEqual(["accept", "refund"]);
    expect(actions(role, "capture_required")).toEqual(["capture", "cancel"]);
  }
  expect(actions("merchant_support", "late_approval")).toEqual(["refund"]);
  expect(actions("merchant_support", "unknown")).toEqual(["cancel"]);
  for (const role of ["viewer", "merchant_viewer", "merchant_developer"] as const) {
    for (const state of ["approved", "late_approval", "unknown", "capture_required"] as const) {
      expect(actions(role, state), `${role} ${state}`).toEqual([]);
    }
  }
});

test("an order that is refunded in full offers no refund, a part of it does", () => {
  expect(actions("finance", "approved", { refundedMinor: 8900 })).toEqual([]);
  expect(actions("finance", "approved", { refundedMinor: 8899 })).toEqual(["refund"]);
});

test("while a capture has no certain answer, FlexCharge can only be asked", () => {
  expect(actions("finance", "capture_required", { pending: "capture" })).toEqual(["settle"]);
});
