import { integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Channel, Environment } from "#lib/terms.ts";

/**
 * What traffic proved, one row a mark (lib/checklist/schema.ts) and environment: when it was first and last seen, and
 * the order that showed it last. Written by a job that reads the ledger.
 */
export const stepEvidence = pgTable(
  "step_evidence",
  {
    merchantId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    mark: text().notNull(),
    count: integer().notNull(),
    firstAt: timestamp({ withTimezone: true }).notNull(),
    lastAt: timestamp({ withTimezone: true }).notNull(),
    /** The checkout's own id of the order that was seen last. */
    externalOrderId: text().notNull(),
    /** Ours; null for an order that is known from the ledger only. */
    orderId: text(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.environment, t.mark] })],
);

/** How far each merchant's ledger has been read for evidence. */
export const evidenceCursors = pgTable(
  "evidence_cursors",
  {
    merchantId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    ledgerId: text().notNull(),
    readAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.environment] })],
);

/**
 * Which steps a channel still needs before production; a decision about going up reads this and nothing below it, so
 * it is written only when it changes. Raises the configuration's version.
 */
export const channelReadiness = pgTable(
  "channel_readiness",
  {
    merchantId: text().notNull(),
    channel: text().$type<Channel>().notNull(),
    /** Ids of the steps that are open; empty: at the threshold. */
    open: text().array().notNull(),
    changedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.channel] })],
);
