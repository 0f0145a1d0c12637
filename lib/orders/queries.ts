import { and, asc, count, desc, eq, type SQL, sql } from "drizzle-orm";
import { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { refunds } from "#db/schema/refunds.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { maskPersonalData } from "#lib/kit/personal-data.ts";
import type { DecisionTrace } from "#lib/switching/schema.ts";
import type { Environment } from "#lib/terms.ts";
import { maskCustomer, seesCustomer } from "./internal/mask-customer.ts";
import {
  anyIdIs,
  calledBy,
  isSearchable,
  matching,
  mentions,
  type OrderFilter,
} from "./internal/order-filter.ts";
import type { OrderEvent } from "./schema.ts";

export type { OrderFilter };
export type Order = typeof orders.$inferSelect;
export type Attempt = Omit<typeof attempts.$inferSelect, "trace"> & { trace: DecisionTrace };
export type Refund = typeof refunds.$inferSelect;
export type OrderDetail = { order: Order; attempts: Attempt[]; events: OrderEvent[] };

export type OrderPage = {
  rows: Order[] /** Goes into the next call's `after`; null on the last page. */;
  next: string | null;
};

const PAGE_ROWS_MAX = 200;

/** Newest decline first, page by key: as quick on the last page as on the first. Needs `orders.read`. */
export async function listOrders(
  scope: Scope,
  filter: OrderFilter,
  page: { after?: string | null; limit: number },
): Promise<OrderPage> {
  requirePermission(scope, "orders.read");
  const limit = Math.min(Math.max(1, page.limit), PAGE_ROWS_MAX);
  const after = page.after ? keyOf(page.after) : null;
  const beyond = after && sql`(${orders.declinedAt}, ${orders.id}) < (${after.at}::timestamptz, ${after.id})`;
  const found = await inScope(scope, (tx) =>
    tx
      .select()
      .from(orders)
      .where(and(matching(filter), beyond ?? undefined))
      .orderBy(desc(orders.declinedAt), desc(orders.id))
      .limit(limit + 1),
  );
  const rows = found.slice(0, limit).map(shownTo(scope));
  const last = rows.at(-1);
  return { rows, next: found.length > limit && last ? cursorOf(last) : null };
}

/** For the wire's numbered pages (API sheet §2.6). `text` is any id, else part of a name, e-mail or order id. */
export async function pageOrders(
  scope: Scope,
  filter: OrderFilter & { text?: string | undefined },
  page: { offset: number; limit: number; orderBy: "createdOn" | "amount"; ascending: boolean },
): Promise<{ rows: Order[]; total: number }> {
  requirePermission(scope, "orders.read");
  const text = filter.text?.trim();
  if (text && !isSearchable(text)) return { rows: [], total: 0 };
  const direction = page.ascending ? asc : desc;
  const column = page.orderBy === "amount" ? orders.amountMinor : orders.receivedAt;
  return inScope(scope, async (tx) => {
    const ask = async (words: SQL | undefined) => {
      const where = and(matching(filter), words);
      const [counted] = await tx.select({ total: count() }).from(orders).where(where);
      const total = counted?.total ?? 0;
      if (total === 0) return { rows: [], total };
      const rows = await tx
        .select()
        .from(orders)
        .where(where)
        .orderBy(direction(column), direction(orders.id))
        .limit(Math.min(page.limit, PAGE_ROWS_MAX))
        .offset(page.offset);
      return { rows: rows.map(shownTo(scope)), total };
    };
    if (!text) return ask(undefined);
    const byId = await ask(anyIdIs(text));
    return byId.total > 0 ? byId : ask(mentions(text, seesCustomer(scope)));
  });
}

/** The order that answers to this id on a call: `ord_…`, our session key or FlexCharge's id. Null for a foreign one. */
export async function findOrder(
  scope: Scope,
  anyId: string,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<Order | null> {
  requirePermission(scope, "orders.read");
  if (!isSearchable(anyId)) return null;
  const [order] = await inScope(scope, (tx) =>
    tx
      .select()
      .from(orders)
      .where(and(matching(where), calledBy(anyId)))
      .limit(1),
  );
  return order ? shownTo(scope)(order) : null;
}

/** One order with its attempts and its history, oldest first. Throws NotFoundError. */
export async function getOrder(scope: Scope, merchantId: string, orderId: string): Promise<OrderDetail> {
  requirePermission(scope, "orders.read");
  return inScope(scope, async (tx) => {
    const [[order], tried, happened] = await Promise.all([
      tx
        .select()
        .from(orders)
        .where(and(eq(orders.merchantId, merchantId), eq(orders.id, orderId))),
      tx
        .select()
        .from(attempts)
        .where(and(eq(attempts.merchantId, merchantId), eq(attempts.orderId, orderId)))
        .orderBy(asc(attempts.number)),
      tx
        .select()
        .from(orderEvents)
        .where(and(eq(orderEvents.merchantId, merchantId), eq(orderEvents.orderId, orderId)))
        .orderBy(asc(orderEvents.at), asc(orderEvents.id)),
    ]);
    if (!order) throw new NotFoundError("Order");
    const open = seesCustomer(scope);
    return {
      order: shownTo(scope)(order),
      attempts: tried.map((attempt) => ({
        ...attempt,
        request: open ? attempt.request : maskPersonalData(attempt.request),
        answer: open ? attempt.answer : maskPersonalData(attempt.answer),
        trace: JSON.parse(attempt.trace) as DecisionTrace,
      })),
      events: happened.map(
        ({ id, at, type, data }) =>
          ({ id, at: at.toISOString(), type, data: JSON.parse(data) }) as OrderEvent,
      ),
    };
  });
}

/** The trace that was stored with the attempt that the order shows, or with its latest. Throws NotFoundError. */
export async function getLatestAttempt(scope: Scope, order: Order): Promise<Attempt> {
  const [attempt] = await inScope(scope, (tx) =>
    tx
      .select()
      .from(attempts)
      .where(and(eq(attempts.merchantId, order.merchantId), eq(attempts.orderId, order.id)))
      .orderBy(desc(attempts.number))
      .limit(1),
  );
  if (!attempt) throw new NotFoundError("Order");
  return { ...attempt, trace: JSON.parse(attempt.trace) as DecisionTrace };
}

/** The refunds of one order, oldest first; `moneyOf` in rules.ts sums them. Needs `orders.read`. */
export async function listRefunds(scope: Scope, merchantId: string, orderId: string): Promise<Refund[]> {
  requirePermission(scope, "orders.read");
  return inScope(scope, (tx) =>
    tx
      .select()
      .from(refunds)
      .where(and(eq(refunds.merchantId, merchantId), eq(refunds.orderId, orderId)))
      .orderBy(asc(refunds.requestedAt), asc(refunds.id)),
  );
}

/** For the search box: orders that any id in hand may mean, newest first, 20 at most. Needs `orders.read`. */
export async function searchOrders(scope: Scope, environment: Environment, text: string): Promise<Order[]> {
  requirePermission(scope, "orders.read");
  const id = text.trim();
  if (id === "" || !isSearchable(id)) return [];
  const rows = await inScope(scope, (tx) =>
    tx
      .select()
      .from(orders)
      .where(and(eq(orders.environment, environment), anyIdIs(id)))
      .orderBy(desc(orders.declinedAt), desc(orders.id))
      .limit(20),
  );
  return rows.map(shownTo(scope));
}

function shownTo(scope: Scope): (row: Order) => Order {
  return seesCustomer(scope) ? (row) => row : maskCustomer;
}

function cursorOf(row: Order): string {
  return Buffer.from(`${row.declinedAt.toISOString()}|${row.id}`).toString("base64url");
}

/** Null for a cursor that nobody was given: the first page, then. */
function keyOf(cursor: string): { at: string; id: string } | null {
  const [at, id] = Buffer.from(cursor, "base64url").toString("utf8").split("|");
  if (!at || !id || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) || Number.isNaN(Date.parse(at))) return null;
  return /^[\w-]{1,64}$/.test(id) ? { at, id } : null;
}
