import type { Permission } from "#lib/access/schema.ts";
import type { Attempt, Order } from "#lib/orders/queries.ts";
import { allowedActions, type OrderAction, type OrderMoney } from "#lib/orders/rules.ts";

/** What each deed takes (product.md §13). */
const TAKES: Record<OrderAction, Permission> = {
  refund: "refunds.write",
  capture: "refunds.write",
  cancel: "refunds.write",
  settle: "orders.settle",
  accept: "orders.settle",
};

/** The longest window that any account has; its own is not told to us (API sheet §2.9). */
const CAPTURE_MS_MAX = 7 * 86_400_000;

/** What this person may do with this order now, and the words' facts; amounts in minor units. */
export type Deeds = {
  merchantId: string;
  orderId: string;
  /** The checkout's own id, as people call the order. */
  name: string;
  attempt: number;
  actions: OrderAction[];
  isLive: boolean;
  currency: string;
  amountMinor: number;
  money: OrderMoney;
  /** ISO time after which FlexCharge has certainly voided an authorisation. */
  captureBy: string;
};

export function deedsOf(
  order: Order,
  attempt: Attempt,
  money: OrderMoney,
  permissions: readonly Permission[],
): Deeds {
  // An unanswered capture or cancel is settled first: until then nobody knows what else is possible.
  const possible: readonly OrderAction[] = attempt.pending ? ["settle"] : allowedActions(attempt);
  const isDone = (action: OrderAction) => action === "refund" && money.remainingMinor === 0;
  return {
    merchantId: order.merchantId,
    orderId: order.id,
    name: order.externalId,
    attempt: attempt.number,
    actions: possible.filter((action) => permissions.includes(TAKES[action]) && !isDone(action)),
    isLive: order.environment === "production",
    currency: attempt.currency,
    amountMinor: attempt.amountMinor,
    money,
    captureBy: new Date(new Date(attempt.begunAt).getTime() + CAPTURE_MS_MAX).toISOString(),
  };
}
