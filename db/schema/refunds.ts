import {
  bigint,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import type { Environment, RefundState } from "#lib/terms.ts";
import { orders } from "./orders.ts";

/** Money that goes back to a customer, one row each (product.md §10). Amounts are minor units of the order's currency. */
export const refunds = pgTable(
  "refunds",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    orderId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    /** The approved attempt that is paid back. */
    attempt: integer().notNull(),
    state: text().$type<RefundState>().notNull(),
    amountMinor: bigint({ mode: "number" }).notNull(),
    currency: text().notNull(),
    /** For the customer, as FlexCharge shows it. */
    message: text(),
    /** For us: why somebody refunded. */
    reason: text(),
    idempotencyKey: text(),
    /** FlexCharge's. The same one twice means that it paid once. */
    transactionId: text(),
    responseCode: text(),
    responseMessage: text(),
    /** Why it is unconfirmed or failed, where FlexCharge's own words do not say. */
    cause: text(),
    requestedAt: timestamp({ withTimezone: true }).notNull(),
    settledAt: timestamp({ withTimezone: true }),
    /** When to ask FlexCharge next; null when nothing is open. */
    settleAt: timestamp({ withTimezone: true }),
    settleTries: integer().notNull().default(0),
    byKind: text().notNull(),
    byId: text().notNull(),
    byName: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({ columns: [t.merchantId, t.orderId], foreignColumns: [orders.merchantId, orders.id] }),
    index("refunds_by_order").on(t.merchantId, t.orderId),
    index("refunds_unsettled").on(t.settleAt),
  ],
);
