import { randomUUID } from "node:crypto";
import { textAt } from "../case-insensitive.ts";
import type { Merchant } from "../merchants.ts";
import { minorUnits, twoDecimals } from "../money.ts";
import { enqueueNotice } from "../notices.ts";
import type { Order } from "../orders.ts";
import { findOrder } from "../orders.ts";
import type { Transaction } from "../store.ts";
import { asJson } from "../store.ts";
import type { Answer } from "../wire.ts";
import { envelope, ok, orderNotFound, wrappedRefusal } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";
import { bodyOf, wrappedNotJson } from "../wire-call.ts";
import type { World } from "../world.ts";

/** An equal refund of the same order inside this time of the world's clock replays the first (§2.7). */
const replayMs = 5 * 60_000;

/** POST /v1/orders/{id}/refund (§2.7): decimal dollars in; too much is a 200 that says FAILED. */
export async function refund(call: MerchantCall): Promise<Answer> {
  const { world, merchant } = call;
  const body = bodyOf(call);
  if (!body) return wrappedNotJson();
  const decimal = textAt(body, "amountToRefund");
  if (decimal === null) return wrappedRefusal({ AmountToRefund: ["The AmountToRefund field is required."] });
  const answer = await world.sql.begin(async (tx): Promise<Answer> => {
    const order = await findOrder(tx, world, merchant.mid, call.id, true);
    if (!order) return orderNotFound;
    const amount = minorUnits(decimal, order.currency);
    if (!amount) return wrappedRefusal({ AmountToRefund: ["The field AmountToRefund is invalid."] });
    const earlier = await recentRefund(tx, world, order, amount);
    if (earlier) return ok(earlier);
    const most = refundable(order, amount, merchant);
    return amount > most ? tooMuch(order, amount, most) : ok(await pay(tx, world, order, amount));
  });
  world.wake();
  return answer;
}

/** Only a paid order can be refunded, up to what is left of it; partial refunds up to the account's limit. */
function refundable(order: Order, amount: number, merchant: Merchant): number {
  if (order.status !== "APPROVED") return 0;
  const left = Math.max(0, order.amount - order.amount_refunded - order.amount_charged_back);
  const limit = merchant.partial_refund_limit;
  if (limit === null || amount === order.amount) return left;
  return Math.max(0, Math.min(left, Math.floor(order.amount * limit) - order.amount_refunded));
}

async function recentRefund(tx: Transaction, world: World, order: Order, amount: number) {
  const since = new Date(world.clock.now().getTime() - replayMs);
  const [row] = await tx`
    select answer from sandbox.refunds
    where world = ${world.name} and order_id = ${order.id} and amount = ${amount}
      and created_on > ${since} and answer is not null
    order by created_on desc limit 1`;
  return row?.answer as unknown;
}

async function pay(tx: Transaction, world: World, order: Order, amount: number) {
  const transactionId = randomUUID();
  const paid = {
    responseCode: null,
    responseMessage: "APPROVED",
    transactionId,
    ...envelope,
    status: "SUCCESS",
  };
  await refundOrder(tx, world, order, amount, { transactionId, answer: paid });
  return paid;
}

/** Books a refund and tells the listener; the portal's own refunds have no answer to replay. */
export async function refundOrder(
  tx: Transaction,
  world: World,
  order: Order,
  amount: number,
  refunded: { transactionId: string; answer: unknown },
): Promise<void> {
  const at = world.clock.now();
  await tx`insert into sandbox.refunds ${tx({
    world: world.name,
    transaction_id: refunded.transactionId,
    order_id: order.id,
    amount,
    created_on: at,
    answer: refunded.answer === null ? null : asJson(tx, refunded.answer),
  })}`;
  await tx`update sandbox.orders set amount_refunded = amount_refunded + ${amount}
    where world = ${world.name} and id = ${order.id}`;
  await enqueueNotice(tx, world, order, "order.refunded", at, { amount, currency: order.currency });
}

/** The doubled closing bracket is on the vendor's wire. */
function tooMuch(order: Order, amount: number, most: number): Answer {
  const asked = twoDecimals(amount, order.currency);
  const message = `Amount to refund (${asked}) is greater than maximum refund amount in (${twoDecimals(most, order.currency)}))`;
  return ok({
    responseCode: "2001",
    responseMessage: message,
    transactionId: null,
    ...envelope,
    success: false,
    status: "FAILED",
    errors: [{ item1: message, item2: "2001", item3: "2001", item4: true }],
  });
}
