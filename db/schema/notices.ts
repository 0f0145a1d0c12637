import { sql } from "drizzle-orm";
import {
  boolean,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Environment, NoticeState } from "#lib/terms.ts";
import { bytea } from "./bytea.ts";

/**
 * Webhooks that FlexCharge sent us and that were verified, as they came (product.md §9). Never deleted: the nonce of
 * one that was seen is known for ever.
 */
export const notices = pgTable(
  "notices",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    receivedAt: timestamp({ withTimezone: true }).notNull(),
    /** The raw bytes: what was signed. */
    body: bytea().notNull(),
    /** They held a card number, which is hidden: the signature does not hold for what is kept. */
    masked: boolean().notNull().default(false),
    /** JSON: the headers of the signature and the content type. */
    headers: text().notNull(),
    nonce: text().notNull(),
    /** Base64 SHA-512 of the body: the same nonce with another one is an attack. */
    contentHash: text().notNull(),
    /** Which credential version's key held. */
    keyVersion: integer().notNull(),
    /** From the body; null where it is not readable. */
    event: text(),
    /** FlexCharge's order id. */
    flexchargeOrderId: text(),
    externalOrderId: text(),
    /** The body's own words: with order and event it tells a duplicate. */
    timeStamp: text(),
    resent: boolean().notNull().default(false),
    state: text().$type<NoticeState>().notNull(),
    /** Why it changed nothing, or what is missing; null when applied. */
    cause: text(),
    /** Our order, once found. */
    orderId: text(),
    /** When to try (again); null when its fate is final. */
    processAt: timestamp({ withTimezone: true }),
    tries: integer().notNull().default(0),
    processedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex("notices_nonce_unique").on(t.merchantId, t.environment, t.nonce),
    index("notices_due").on(t.processAt).where(sql`process_at IS NOT NULL`),
    index("notices_by_time").on(t.environment, t.receivedAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("notices_by_order").on(t.orderId),
    index("notices_by_flexcharge_order").on(t.flexchargeOrderId),
  ],
);

/** How often each address was spoken to wrongly, by day; the counters of product.md §9. */
export const noticeRejections = pgTable(
  "notice_rejections",
  {
    merchantId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    day: date().notNull(),
    reason: text().notNull(),
    count: integer().notNull(),
    lastAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.environment, t.day, t.reason] })],
);

/** The last few rejected calls of each address, for whoever looks for the cause; card numbers masked. */
export const noticeRejectionSamples = pgTable(
  "notice_rejection_samples",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    reason: text().notNull(),
    headers: text().notNull(),
    /** Its beginning. */
    body: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index("notice_rejection_samples_by_time").on(t.merchantId, t.environment, t.at),
  ],
);

/** How far the orders of a merchant that talks to FlexCharge itself have been read (product.md §9). */
export const orderSyncs = pgTable(
  "order_syncs",
  {
    merchantId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    /** Orders created before this are all known. */
    syncedUntil: timestamp({ withTimezone: true }),
    lastRunAt: timestamp({ withTimezone: true }),
    lastError: text(),
    ordersCount: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.environment] })],
);
