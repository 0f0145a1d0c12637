import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { AttemptState, Channel, Environment, Mode, Reason } from "#lib/terms.ts";

/** One purchase intent or billing cycle. Identity: merchant × environment × the checkout's orderId. */
export const orders = pgTable(
  "orders",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    externalId: text().notNull(),
    /** Ours, in the wire's form; answers carry FlexCharge's own once it is known. Both work on every call. */
    sessionKey: uuid().notNull(),
    flexchargeOrderId: text(),
    /** Of the order: approved if any attempt is, else the latest attempt's. */
    state: text().$type<AttemptState>().notNull(),
    sent: boolean().notNull(),
    reason: text().$type<Reason>(),
    attemptsCount: integer().notNull().default(1),
    channel: text().$type<Channel>().notNull(),
    channelSource: text().notNull(),
    siteId: text(),
    siteSource: text(),
    campaignId: text(),
    descriptor: text(),
    flags: text().array().notNull().default([]),
    amountMinor: bigint({ mode: "number" }).notNull(),
    /** Confirmed and external refunds together. */
    refundedMinor: bigint({ mode: "number" }).notNull().default(0),
    currency: text().notNull(),
    declinedAt: timestamp({ withTimezone: true }).notNull(),
    /** False when the checkout's own time was absent or out of bounds, and receipt stands in for it. */
    declinedAtGiven: boolean().notNull(),
    receivedAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }),
    transactionId: text().notNull(),
    responseCode: text().notNull(),
    responseCodeSource: text().notNull(),
    responseDescription: text(),
    subscriptionId: text(),
    cardBrand: text(),
    cardBin: text(),
    cardLast4: text(),
    cardExpiry: text(),
    customerId: text(),
    customerEmail: text(),
    customerName: text(),
    /** `direct`: the merchant asked FlexCharge itself, and we read it there. */
    origin: text().$type<"gateway" | "direct">().notNull().default("gateway"),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex("orders_identity_unique").on(t.merchantId, t.environment, t.externalId),
    uniqueIndex("orders_session_key_unique").on(t.merchantId, t.sessionKey),
    index("orders_by_merchant").on(
      t.merchantId,
      t.environment,
      t.declinedAt.desc().nullsFirst(),
      t.id.desc().nullsFirst(),
    ),
    index("orders_by_time").on(t.environment, t.declinedAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("orders_by_state").on(
      t.environment,
      t.state,
      t.declinedAt.desc().nullsFirst(),
      t.id.desc().nullsFirst(),
    ),
    index("orders_by_external_id").on(t.externalId),
    index("orders_by_session_key").on(t.sessionKey),
    index("orders_by_flexcharge_id").on(t.flexchargeOrderId).where(sql`${t.flexchargeOrderId} IS NOT NULL`),
    index("orders_by_transaction").on(t.transactionId),
    // Not led by merchant_id: before the first ANALYZE the planner would take it for a look-up by primary key.
    index("orders_by_subscription").on(t.subscriptionId).where(sql`${t.subscriptionId} IS NOT NULL`),
  ],
);

/** One authorisation on an order, decided once. Payloads are text: nothing in SQL looks inside them. */
export const attempts = pgTable(
  "attempts",
  {
    merchantId: text().notNull(),
    orderId: text().notNull(),
    number: integer().notNull(),
    state: text().$type<AttemptState>().notNull(),
    sent: boolean().notNull(),
    reason: text().$type<Reason>(),
    channel: text().$type<Channel>().notNull(),
    mode: text().$type<Mode>(),
    /** Where it went, or would have gone; null when it stopped before that was known. */
    target: text().$type<Environment>(),
    decidedBy: text(),
    switchVersion: integer().notNull(),
    /** JSON of lib/switching/schema.ts `DecisionTrace`. */
    trace: text().notNull(),
    credentialVersion: integer(),
    /** The same on every re-send of this attempt, so that upstream can tell a repeat. */
    upstreamKey: uuid().notNull(),
    flexchargeOrderId: text(),
    /** The body as forwarded; a token stands for the card. Null when nothing was sent. */
    request: text(),
    answer: text(),
    answerStatus: integer(),
    transactionId: text().notNull(),
    amountMinor: bigint({ mode: "number" }).notNull(),
    currency: text().notNull(),
    begunAt: timestamp({ withTimezone: true }).notNull(),
    answeredAt: timestamp({ withTimezone: true }),
    upstreamMs: integer(),
    expiresAt: timestamp({ withTimezone: true }),
    /** Asked of FlexCharge without a certain answer: settlement finishes it. */
    pending: text().$type<"capture" | "cancel">(),
    /** When settlement looks next; null means by age. */
    settleAt: timestamp({ withTimezone: true }),
    settleTries: integer().notNull().default(0),
    /** Why the last look settled nothing. */
    settleNote: text(),
    /** When FlexCharge is asked for the outcome next; null when it is not. */
    pollAt: timestamp({ withTimezone: true }),
    pollTries: integer().notNull().default(0),
    /** Who told the final state first. An outcome that only polling found is a webhook gap. */
    endedBy: text().$type<"answer" | "notice" | "poll" | "settlement" | "person">(),
    /** When a notice told the same; closes the gap. */
    noticeAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.orderId, t.number] }),
    foreignKey({ columns: [t.merchantId, t.orderId], foreignColumns: [orders.merchantId, orders.id] }),
    index("attempts_by_flexcharge_id").on(t.flexchargeOrderId).where(sql`${t.flexchargeOrderId} IS NOT NULL`),
    index("attempts_unsettled").on(t.begunAt).where(sql`${t.state} = 'unknown'`),
    index("attempts_pending").on(t.settleAt).where(sql`${t.pending} IS NOT NULL`),
    index("attempts_poll_due").on(t.pollAt).where(sql`poll_at IS NOT NULL`),
    index("attempts_late").on(t.answeredAt).where(sql`state = 'late_approval'`),
    index("attempts_gaps").on(t.answeredAt).where(sql`ended_by = 'poll'`),
  ],
);

/** What happened to an order, in order; never edited. `data` is JSON whose shape the type names (lib/orders/schema.ts). */
export const orderEvents = pgTable(
  "order_events",
  {
    merchantId: text().notNull(),
    orderId: text().notNull(),
    id: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    type: text().notNull(),
    attempt: integer(),
    data: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.orderId, t.id] }),
    foreignKey({ columns: [t.merchantId, t.orderId], foreignColumns: [orders.merchantId, orders.id] }),
  ],
);

/** The answer that a repeat of the same key gets for 30 days (P3). `answer` is null while the first is under way. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    merchantId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    operation: text().notNull(),
    key: text().notNull(),
    bodyHash: text().notNull(),
    orderId: text().notNull(),
    attempt: integer().notNull(),
    answerStatus: integer(),
    answer: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.environment, t.operation, t.key] }),
    index("idempotency_keys_by_age").on(t.createdAt),
  ],
);
