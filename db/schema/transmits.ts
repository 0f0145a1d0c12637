import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { Channel, Environment, TransmitTroubleState } from "#lib/terms.ts";

/** 64 bits without a sign: as text, because JavaScript's numbers end before. */
const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });

/**
 * Copies of processed payments as they were received; partitioned by month, never changed. `id` is made from merchant,
 * environment, order and transaction, so a repeat has the same one (docs/decisions/0007).
 */
export const transmits = pgTable(
  "transmits",
  {
    merchantId: text().notNull(),
    id: uuid().notNull(),
    receivedAt: timestamp({ withTimezone: true }).notNull(),
    environment: text().$type<Environment>().notNull(),
    externalId: text().notNull(),
    transactionId: text().notNull(),
    channel: text().$type<Channel>().notNull(),
    siteId: text(),
    campaignId: text(),
    descriptor: text(),
    declined: boolean().notNull(),
    amountMinor: bigint({ mode: "number" }).notNull(),
    currency: text().notNull(),
    responseCode: text(),
    responseCodeSource: text(),
    /** The checkout's own time of the payment, where it is a possible one. */
    processedAt: timestamp({ withTimezone: true }),
    /** Why it is kept but not sent; null for what goes to FlexCharge. */
    heldReason: text(),
    keyId: text().notNull(),
    requestId: text().notNull(),
    payload: text().notNull(),
    xid: xid8().notNull().default(sql`pg_current_xact_id()`),
    seq: bigint({ mode: "bigint" }).generatedAlwaysAsIdentity(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id, t.receivedAt] }),
    index("transmits_in_order").on(t.xid, t.seq),
  ],
);

export const transmitResults = pgTable(
  "transmit_results",
  {
    merchantId: text().notNull(),
    transmitId: uuid().notNull(),
    environment: text().$type<Environment>().notNull(),
    upstreamTransmitId: text(),
    upstreamOrderId: text(),
    deliveredAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.transmitId] })],
);

/** Only what failed, with when it is tried next; a delivered one leaves. */
export const transmitRetries = pgTable(
  "transmit_retries",
  {
    merchantId: text().notNull(),
    transmitId: uuid().notNull(),
    environment: text().$type<Environment>().notNull(),
    externalId: text().notNull(),
    receivedAt: timestamp({ withTimezone: true }).notNull(),
    state: text().$type<TransmitTroubleState>().notNull(),
    attempts: integer().notNull(),
    nextAt: timestamp({ withTimezone: true }).notNull(),
    lastError: text().notNull(),
    lastStatus: integer(),
    /** Edited by a person; null for the body as it was received. */
    payload: text(),
    failedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.transmitId] }),
    index("transmit_retries_due").on(t.nextAt).where(sql`state <> 'dead'`),
    index("transmit_retries_by_state").on(t.environment, t.state, t.receivedAt.desc(), t.transmitId.desc()),
  ],
);

export const transmitOutcomes = pgTable(
  "transmit_outcomes",
  {
    merchantId: text().notNull(),
    transmitId: uuid().notNull(),
    id: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    outcome: text().notNull(),
    keyId: text().notNull(),
    requestId: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.transmitId, t.id] })],
);

/** How far each stream has come, in which cluster, and who leads it. */
export const streams = pgTable("streams", {
  name: text().primaryKey(),
  xid: xid8().notNull(),
  seq: bigint({ mode: "bigint" }).notNull(),
  epoch: text().notNull(),
  leader: text().notNull(),
  movedAt: timestamp({ withTimezone: true }).notNull(),
});
