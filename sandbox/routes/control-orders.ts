import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { Folded } from "../case-insensitive.ts";
import { foldNames, integerAt, isObject, textAt } from "../case-insensitive.ts";
import { enqueueNotice } from "../notices.ts";
import { describeOrder } from "../order-view.ts";
import type { Order } from "../orders.ts";
import { approveOrder, ended, moveOrder } from "../orders.ts";
import type { Progress } from "../progress.ts";
import type { OrderStatus } from "../scenarios.ts";
import { seedOrders } from "../seed-orders.ts";
import type { SandboxEnv } from "../seen-calls.ts";
import type { Transaction } from "../store.ts";
import type { World } from "../world.ts";
import { readBody, refuse } from "./control-answer.ts";
import { refundOrder } from "./refund.ts";

type Drive = {
  /** The statuses from which it may be done. */
  from: OrderStatus[];
  act: (tx: Transaction, world: World, order: Order, body: Folded) => Promise<unknown>;
};

/** What FlexCharge, the shopper, the portal or the issuer may do to an order. Amounts are minor units. */
const drives: Record<string, Drive> = {
  // Also after an end: late approvals and disordered notices must be possible to stage.
  approve: {
    from: ["SUBMITTED", "CHALLENGE", "DECLINED", "EXPIRED"],
    act: async (tx, world, order) => {
      const at = world.clock.now();
      if (order.status === "CHALLENGE") await enqueueNotice(tx, world, order, "challenge.passed", at);
      await approveOrder(tx, world, order, at);
    },
  },
  expire: {
    from: ["SUBMITTED", "CHALLENGE"],
    act: (tx, world, order) => moveOrder(tx, world, order, ended("EXPIRED"), world.clock.now()),
  },
  decline: {
    from: ["SUBMITTED", "CHALLENGE", "CAPTUREREQUIRED"],
    act: async (tx, world, order) => {
      const at = world.clock.now();
      if (order.status === "CHALLENGE") await enqueueNotice(tx, world, order, "challenge.failed", at);
      await moveOrder(tx, world, order, ended("DECLINED"), at);
    },
  },
  refund: {
    from: ["APPROVED"],
    act: (tx, world, order, body) => {
      const amount = integerAt(body, "amount") ?? left(order);
      return refundOrder(tx, world, order, amount, { transactionId: randomUUID(), answer: null });
    },
  },
  chargeback: {
    from: ["APPROVED"],
    act: async (tx, world, order, body) => {
      const amount = integerAt(body, "amount") ?? left(order);
      await tx`update sandbox.orders set amount_charged_back = amount_charged_back + ${amount}
        where world = ${world.name} and id = ${order.id}`;
      await enqueueNotice(tx, world, order, "payment.chargeback.received", world.clock.now(), {
        amount,
        currency: order.currency,
        reason: textAt(body, "reason") ?? "fraud",
      });
    },
  },
};

/** Orders: seeding many at once, and driving one. `id` is the orderSessionKey or the merchant's own id. */
export function orderControls(world: World, progress: Progress): Hono<SandboxEnv> {
  const control = new Hono<SandboxEnv>();

  control.post("/", async (c) => {
    const body = foldNames(await c.req.json().catch(() => null));
    const rows = (Array.isArray(body) ? body : []).filter(isObject);
    if (rows.length === 0) return refuse(c, "Send an array of orders.");
    const seeded = await seedOrders(world, rows);
    return typeof seeded === "string" ? refuse(c, seeded) : c.json({ orders: seeded });
  });

  control.get("/:id", async (c) => {
    const order = await lockOrder(world.sql, world, c.req.param("id"));
    return order
      ? c.json({ ...describeOrder(order, world.clock.now()), outcome: order.status })
      : refuse(c, "Order not found.", 404);
  });

  control.post("/:id/:action", async (c) => {
    const drive = drives[c.req.param("action")];
    if (!drive) return refuse(c, `An order can be driven to ${Object.keys(drives).join(", ")}.`, 404);
    const body = await readBody(c);
    const refused = await world.sql.begin(async (tx) => {
      const order = await lockOrder(tx, world, c.req.param("id"));
      if (!order) return "Order not found.";
      if (!drive.from.includes(order.status)) return `Not possible while the order is ${order.status}.`;
      const amount = integerAt(body, "amount");
      if (amount !== null && !(amount > 0 && amount <= left(order))) return "amount is more than is left.";
      await drive.act(tx, world, order, body);
      return null;
    });
    if (refused) return refuse(c, refused, refused === "Order not found." ? 404 : 409);
    await progress.settle();
    const order = await lockOrder(world.sql, world, c.req.param("id"));
    return c.json(order && { ...describeOrder(order, world.clock.now()), outcome: order.status });
  });
  return control;
}

function left(order: Order): number {
  return Math.max(0, order.amount - order.amount_refunded - order.amount_charged_back);
}

/** The world's order by its key, else the newest one with this external id, whichever merchant's it is. */
async function lockOrder(db: Transaction | World["sql"], world: World, id: string): Promise<Order | null> {
  const [row] = await db<Order[]>`
    select * from sandbox.orders
    where world = ${world.name} and (id = ${id.toLowerCase()} or external_order_id = ${id})
    order by (id = ${id.toLowerCase()}) desc, created_on desc limit 1 for update`;
  return row ?? null;
}
