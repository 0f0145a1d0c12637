import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { DeliveryState, EndpointState, Environment, ReplayState } from "#lib/terms.ts";
import { bytea } from "./bytea.ts";

/** Where a merchant wants to be told. */
export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    url: text().notNull(),
    description: text(),
    /** Names of events; an empty list means all. */
    events: text().array().notNull().default([]),
    state: text().$type<EndpointState>().notNull().default("active"),
    /** Why it is paused or disabled. */
    stateReason: text(),
    stateAt: timestamp({ withTimezone: true }).notNull(),
    /** Since when every attempt has failed; null while one succeeds. */
    failingSince: timestamp({ withTimezone: true }),
    lastSuccessAt: timestamp({ withTimezone: true }),
    createdByName: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    deletedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex("webhook_endpoints_url_unique")
      .on(t.merchantId, t.environment, t.url)
      .where(sql`deleted_at IS NULL`),
  ],
);

/** An endpoint's secrets: 64 random bytes, sealed. Two are valid while one takes over from the other. */
export const webhookSecrets = pgTable(
  "webhook_secrets",
  {
    merchantId: text().notNull(),
    endpointId: text().notNull(),
    version: integer().notNull(),
    secret: bytea().notNull(),
    last4: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** From when FlexCharge's own headers are signed with it: they carry one signature only. */
    leadsFrom: timestamp({ withTimezone: true }).notNull(),
    /** Until when Standard Webhooks headers are signed with it too; null for the newest. */
    expiresAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.endpointId, t.version] }),
    foreignKey({
      columns: [t.merchantId, t.endpointId],
      foreignColumns: [webhookEndpoints.merchantId, webhookEndpoints.id],
    }),
  ],
);

/** Something that a merchant is told, once, in FlexCharge's own form. Never edited. */
export const webhookEvents = pgTable(
  "webhook_events",
  {
    merchantId: text().notNull(),
    /** Goes out as `webhook-id`, the same on every attempt. */
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    event: text().notNull(),
    /** Our order; null for what concerns none. */
    orderId: text(),
    externalOrderId: text(),
    body: text().notNull(),
    occurredAt: timestamp({ withTimezone: true }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    source: text().$type<"notice" | "poll" | "gateway" | "person" | "test">().notNull(),
    /** One effect is told once, whether a notice or polling found it. */
    effectKey: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex("webhook_events_effect_unique").on(t.merchantId, t.environment, t.effectKey),
    index("webhook_events_by_time").on(
      t.merchantId,
      t.environment,
      t.createdAt.desc().nullsFirst(),
      t.id.desc().nullsFirst(),
    ),
    index("webhook_events_by_order").on(t.orderId),
  ],
);

/** One event on its way to one endpoint. A row with a life: its attempts stand beside it. */
export const deliveries = pgTable(
  "deliveries",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    endpointId: text().notNull(),
    eventId: text().notNull(),
    event: text().notNull(),
    orderId: text(),
    externalOrderId: text(),
    state: text().$type<DeliveryState>().notNull(),
    attempts: integer().notNull().default(0),
    /** Attempts of the present series: a resend begins a new one. */
    tries: integer().notNull().default(0),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When it is tried next; null when it is not. */
    nextAt: timestamp({ withTimezone: true }),
    /** Taken by a deliverer until then. */
    leasedUntil: timestamp({ withTimezone: true }),
    lastAt: timestamp({ withTimezone: true }),
    lastStatus: integer(),
    lastMs: integer(),
    lastError: text(),
    deliveredAt: timestamp({ withTimezone: true }),
    replayId: text(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex("deliveries_event_unique").on(t.merchantId, t.eventId, t.endpointId),
    foreignKey({
      columns: [t.merchantId, t.eventId],
      foreignColumns: [webhookEvents.merchantId, webhookEvents.id],
    }),
    // By endpoint first: one that has much to be told is walked past at once, and delays nobody.
    index("deliveries_due").on(t.endpointId, t.nextAt).where(sql`next_at IS NOT NULL`),
    // The log's order: by the last attempt, or by when it came while nothing was tried.
    index("deliveries_by_time").on(
      t.environment,
      sql`coalesce(${t.lastAt}, ${t.createdAt}) DESC`,
      t.id.desc().nullsFirst(),
    ),
    index("deliveries_by_endpoint").on(t.endpointId, t.createdAt.desc().nullsFirst()),
    index("deliveries_by_order").on(t.orderId),
    // What is pending or dead: little, beside what was delivered.
    index("deliveries_open").on(t.endpointId, t.state).where(sql`state <> 'delivered'`),
  ],
);

/** What was sent and heard, one row each time. Never edited. */
export const deliveryAttempts = pgTable(
  "delivery_attempts",
  {
    merchantId: text().notNull(),
    deliveryId: text().notNull(),
    number: integer().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    kind: text().$type<"scheduled" | "resend" | "replay" | "test">().notNull(),
    url: text().notNull(),
    /** The address that the socket really reached; null when there was none. */
    address: text(),
    ms: integer().notNull(),
    status: integer(),
    /** A code of lib/webhooks/schema.ts, null for an answer of 2xx. */
    error: text(),
    /** JSON, name to value. */
    requestHeaders: text().notNull(),
    responseHeaders: text(),
    /** Its beginning. */
    responseBody: text(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.deliveryId, t.number] }),
    foreignKey({
      columns: [t.merchantId, t.deliveryId],
      foreignColumns: [deliveries.merchantId, deliveries.id],
    }),
  ],
);

/** A range of events told again to one endpoint, in small steps. */
export const webhookReplays = pgTable(
  "webhook_replays",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    endpointId: text().notNull(),
    fromAt: timestamp({ withTimezone: true }).notNull(),
    toAt: timestamp({ withTimezone: true }).notNull(),
    events: text().array().notNull().default([]),
    /** Only what was not delivered. */
    undeliveredOnly: boolean().notNull(),
    state: text().$type<ReplayState>().notNull(),
    total: integer().notNull(),
    done: integer().notNull().default(0),
    /** The last event that was taken up. */
    cursor: text(),
    byName: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    endedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index("webhook_replays_running").on(t.createdAt).where(sql`state = 'running'`),
  ],
);
