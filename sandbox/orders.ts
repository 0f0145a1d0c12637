import { randomBytes, randomUUID } from "node:crypto";
import type { OrderEvent } from "./notices.ts";
import { enqueueNotice } from "./notices.ts";
import type { DueAction, OrderStatus, Plan, TransactionType } from "./scenarios.ts";
import { approvedPlan } from "./scenarios.ts";
import type { Queryable, Transaction } from "./store.ts";
import { asJson } from "./store.ts";
import type { World } from "./world.ts";

export type Address = { [field: string]: string | null };

/** An order as it is kept. `id` is the orderSessionKey; amounts are minor units. */
export type Order = {
  id: string;
  mid: string;
  external_order_id: string;
  correlation_id: string;
  reference_number: string;
  status: OrderStatus;
  is_mit: boolean;
  transaction_type: TransactionType;
  amount: number;
  currency: string;
  amount_refunded: number;
  amount_charged_back: number;
  site_id: string | null;
  site_url: string | null;
  descriptor: string | null;
  sense_key: string | null;
  first_name: string;
  last_name: string;
  email: string;
  phone: string;
  billing: Address | null;
  shipping: Address | null;
  created_on: Date;
  expires_on: Date | null;
  due_at: Date | null;
  due_action: DueAction | null;
};

/** Ids of a new order; the reference number is the short code that shoppers see. */
export function newOrderIds() {
  return {
    id: randomUUID(),
    correlation_id: randomUUID(),
    reference_number: randomBytes(4).toString("hex").toUpperCase(),
  };
}

/** Keeps a new order and tells the merchant's listener what is already settled about it. */
export async function insertOrder(tx: Transaction, world: World, order: Order): Promise<void> {
  await tx`insert into sandbox.orders ${tx({
    world: world.name,
    ...order,
    billing: order.billing && asJson(tx, order.billing),
    shipping: order.shipping && asJson(tx, order.shipping),
  })}`;
  const event = eventOf(order.status);
  // A decline is the answer itself, not news: only outcomes that a merchant acts on are sent.
  if (event && order.status !== "DECLINED") await enqueueNotice(tx, world, order, event, order.created_on);
}

/** One order of this merchant by orderSessionKey; another merchant's id is not found. `lock` holds it. */
export async function findOrder(
  db: Queryable,
  world: World,
  mid: string,
  id: string,
  lock = false,
): Promise<Order | null> {
  const [row] = await db<Order[]>`
    select * from sandbox.orders
    where world = ${world.name} and mid = ${mid} and id = ${id.toLowerCase()} ${lock ? db`for update` : db``}`;
  return row ?? null;
}

/** The orders of one merchant's own order id, newest first. */
export async function listOrdersByExternalId(
  db: Queryable,
  world: World,
  mid: string,
  externalOrderId: string,
): Promise<Order[]> {
  return await db<Order[]>`
    select * from sandbox.orders
    where world = ${world.name} and mid = ${mid} and external_order_id = ${externalOrderId}
    order by created_on desc, id`;
}

/**
 * Moves an order from the status it was read with, and tells the listener. Returns null when it has
 * meanwhile moved, so two movers never both win.
 */
export async function moveOrder(
  tx: Transaction,
  world: World,
  order: Order,
  plan: Plan,
  at: Date,
  event: OrderEvent | null = eventOf(plan.status),
): Promise<Order | null> {
  const [moved] = await tx<Order[]>`
    update sandbox.orders
    set status = ${plan.status}, due_at = ${plan.dueAt}, due_action = ${plan.dueAction}
    where world = ${world.name} and id = ${order.id} and status = ${order.status}
    returning *`;
  if (moved && event) await enqueueNotice(tx, world, moved, event, at);
  return moved ?? null;
}

/** Approves a pending order: paid, or to be captured when it was an authorisation. */
export async function approveOrder(tx: Transaction, world: World, order: Order, at: Date) {
  return moveOrder(tx, world, order, approvedPlan(order.transaction_type, at), at);
}

export const ended = (status: OrderStatus): Plan => ({ status, dueAt: null, dueAction: null });

function eventOf(status: OrderStatus): OrderEvent | null {
  if (status === "APPROVED") return "order.completed";
  if (status === "CAPTUREREQUIRED") return "order.capturerequired";
  if (status === "EXPIRED") return "order.expired";
  if (status === "CANCELLED" || status === "DECLINED") return "order.cancelled";
  return null;
}
