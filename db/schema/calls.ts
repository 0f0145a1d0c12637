import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { CallPartLeftOut, Environment } from "#lib/terms.ts";

/**
 * Calls of checkouts and CRMs to the gateway, for the developer who looks for one: redacted, kept for seven days, and
 * fewer than came where more came than a log can hold. What counts is elsewhere: orders, ledger, transmits.
 */
export const apiCalls = pgTable(
  "api_calls",
  {
    merchantId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    /** Sorts by when the call was answered. */
    id: text().notNull(),
    /** When it was answered. */
    at: timestamp({ withTimezone: true }).notNull(),
    requestId: text().notNull(),
    method: text().notNull(),
    path: text().notNull(),
    query: text(),
    /** The gateway's short name of the call. */
    route: text().notNull(),
    status: integer().notNull(),
    ms: integer().notNull(),
    keyId: text().notNull(),
    /** The checkout's order id, where the call names one. */
    externalOrderId: text(),
    /** `switchboard.reason` of the answer: why an order was not sent. */
    reason: text(),
    request: text(),
    requestLeftOut: text().$type<CallPartLeftOut>(),
    answer: text(),
    answerLeftOut: text().$type<CallPartLeftOut>(),
    /** Of an acknowledged copy: its own row is the record of what came. */
    transmitId: uuid(),
    /** Calls of this merchant that came with this one and were not kept. */
    missed: integer().notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.environment, t.id] }),
    index("api_calls_by_time").on(t.environment, t.id),
    index("api_calls_refused").on(t.merchantId, t.environment, t.id).where(sql`status >= 400`),
    index("api_calls_by_request").on(t.requestId),
    index("api_calls_by_order").on(t.externalOrderId).where(sql`external_order_id IS NOT NULL`),
  ],
);
