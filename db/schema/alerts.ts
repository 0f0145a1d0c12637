import { sql } from "drizzle-orm";
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { AlertKind, Environment } from "#lib/terms.ts";
import { bytea } from "./bytea.ts";

/** Something that needs a person, from when it was first seen until it was seen no more. */
export const alerts = pgTable(
  "alerts",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    kind: text().$type<AlertKind>().notNull(),
    /** What exactly: an endpoint's id, a site's id, or empty. */
    subject: text().notNull(),
    openedAt: timestamp({ withTimezone: true }).notNull(),
    /** Of the trouble itself, which may be older than our first look. */
    since: timestamp({ withTimezone: true }).notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    count: integer().notNull(),
    /** JSON: what the sentence about it needs. */
    facts: text().notNull(),
    /** Null until the first message; a repeat waits for its time. */
    notifiedAt: timestamp({ withTimezone: true }),
    resolvedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index("alerts_open").on(t.environment, t.resolvedAt, t.kind),
    // One trouble is open once, whoever looks at the same time.
    uniqueIndex("alerts_open_unique")
      .on(t.merchantId, t.environment, t.kind, t.subject)
      .where(sql`resolved_at IS NULL`),
  ],
);

/** When to speak up, to whom. One row for the partner; a kind that is absent keeps its default (lib/alerts/rules.ts). */
export const alertSettings = pgTable(
  "alert_settings",
  {
    merchantId: text().notNull(),
    emails: text().array().notNull().default([]),
    webhookUrl: text(),
    /** Sealed, as an endpoint's secret is. */
    webhookSecret: bytea(),
    webhookSecretLast4: text(),
    repeatHours: integer().notNull().default(24),
    thresholds: jsonb()
      .$type<Partial<Record<AlertKind, { enabled?: boolean; count?: number; minutes?: number }>>>()
      .notNull()
      .default({}),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId] })],
);

/** Alerts on their way to the partner's own webhook: written with their cause, tried for a day. */
export const alertPosts = pgTable(
  "alert_posts",
  {
    merchantId: text().notNull(),
    /** Goes out as `webhook-id`, the same on every try. */
    id: text().notNull(),
    body: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When it is tried next; null when delivered or given up. */
    sendAt: timestamp({ withTimezone: true }),
    tries: integer().notNull().default(0),
    sentAt: timestamp({ withTimezone: true }),
    lastError: text(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index("alert_posts_due").on(t.sendAt),
    index("alert_posts_by_time").on(t.createdAt),
  ],
);

/** Mail that waits to be sent, or was: written in the transaction of its cause. */
export const mails = pgTable(
  "mails",
  {
    /** PARTNER_TENANT for the partner's own people. */
    merchantId: text().notNull(),
    id: text().notNull(),
    kind: text().notNull(),
    toAddress: text().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When it is tried next; null when sent or given up. */
    sendAt: timestamp({ withTimezone: true }),
    tries: integer().notNull().default(0),
    sentAt: timestamp({ withTimezone: true }),
    lastError: text(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index("mails_due").on(t.sendAt),
    index("mails_by_time").on(t.createdAt),
  ],
);
