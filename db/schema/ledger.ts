import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { AttemptState, Channel, Environment } from "#lib/terms.ts";

/** Everything that a figure of a report is counted from (product.md §11); rows are never edited. */
export const ledgerEvents = pgTable(
  "ledger_events",
  {
    merchantId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    id: text().notNull(),
    /** When it happened, in the world; `recordedAt` is when we wrote it down. */
    at: timestamp({ withTimezone: true }).notNull(),
    type: text().$type<"attempt" | "evaluate" | "outcome" | "refund" | "chargeback">().notNull(),
    /** The checkout's own order id (`orders.external_id`): orders that were approved at once have no row there. */
    orderId: text().notNull(),
    attempt: integer(),
    transactionId: text(),
    /** Never negative: the type says which way the money went. */
    amountMinor: bigint({ mode: "number" }).notNull(),
    currency: text().notNull(),
    channel: text().$type<Channel>(),
    siteId: text(),
    descriptor: text(),
    campaignId: text(),
    state: text().$type<AttemptState>(),
    approvedByProcessor: boolean(),
    responseCode: text(),
    responseCodeSource: text(),
    reason: text(),
    sent: boolean(),
    source: text()
      .$type<"gateway" | "transmit" | "import" | "notice" | "poll" | "person" | "sync">()
      .notNull(),
    /** One effect is written once, however often it is told. */
    effectKey: text().notNull(),
    recordedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.environment, t.id] }),
    uniqueIndex("ledger_events_effect_unique").on(t.merchantId, t.environment, t.effectKey),
    index("ledger_events_by_order").on(t.merchantId, t.environment, t.orderId),
    index("ledger_events_by_time").on(t.environment, t.at),
    index("ledger_events_by_merchant_time").on(t.merchantId, t.environment, t.at),
  ],
);
