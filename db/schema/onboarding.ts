import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ApplicationState, Channel, Environment, Role } from "#lib/terms.ts";
import { bytea } from "./bytea.ts";

/** A merchant's application for a FlexCharge account, in one environment (product.md §5). One is open at a time. */
export const applications = pgTable(
  "applications",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    state: text().$type<ApplicationState>().notNull(),
    /** JSON of lib/onboarding/schema.ts, without the bank account's number. */
    details: text().notNull(),
    /** Sealed: account and routing number. */
    bank: bytea(),
    bankLast4: text(),
    /** Raised by every edit: a stale one is refused. */
    version: integer().notNull().default(1),
    /** FlexCharge's id, once created there. */
    upstreamId: text(),
    /** JSON: which fields are asked for, in whose words, when. */
    infoRequest: text(),
    /** Why FlexCharge declined, or why the last call to it failed. */
    cause: text(),
    mid: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
    submittedAt: timestamp({ withTimezone: true }),
    stateAt: timestamp({ withTimezone: true }).notNull(),
    /** When FlexCharge is asked for its state next; null when nothing is expected of it. */
    pollAt: timestamp({ withTimezone: true }),
    pollTries: integer().notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex("applications_open_unique")
      .on(t.merchantId, t.environment)
      .where(sql`state NOT IN ('declined', 'cancelled')`),
    index("applications_by_upstream").on(t.upstreamId),
    index("applications_poll_due").on(t.pollAt).where(sql`poll_at IS NOT NULL`),
  ],
);

/** Kept here until FlexCharge has them; the content leaves then. */
export const applicationDocuments = pgTable(
  "application_documents",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    applicationId: text().notNull(),
    type: text().notNull(),
    fileName: text().notNull(),
    mediaType: text().notNull(),
    bytes: integer().notNull(),
    sha256: text().notNull(),
    description: text(),
    content: bytea(),
    upstreamId: text(),
    cause: text(),
    byName: text().notNull(),
    uploadedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({
      columns: [t.merchantId, t.applicationId],
      foreignColumns: [applications.merchantId, applications.id],
    }),
  ],
);

/** What happened to an application, never edited. */
export const applicationEvents = pgTable(
  "application_events",
  {
    merchantId: text().notNull(),
    applicationId: text().notNull(),
    id: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    type: text().notNull(),
    byName: text().notNull(),
    /** JSON whose shape the type names. */
    data: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.applicationId, t.id] })],
);

/** A link by e-mail that makes a person of its reader, once. Only a hash of its token is kept. */
export const invitations = pgTable(
  "invitations",
  {
    /** PARTNER_TENANT for partner staff. */
    merchantId: text().notNull(),
    id: text().notNull(),
    /** `reset`: a new password for somebody who is one already. */
    purpose: text().$type<"member" | "reset">().notNull(),
    email: text().notNull(),
    name: text().notNull(),
    role: text().$type<Role>().notNull(),
    tokenHash: text().notNull(),
    invitedById: text().notNull(),
    invitedByName: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    acceptedAt: timestamp({ withTimezone: true }),
    acceptedUserId: text(),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index("invitations_by_token").on(t.tokenHash),
    index("invitations_by_email").on(t.email),
  ],
);

/** The partner's own words about a merchant; the merchant never sees them (policy in the migration). */
export const merchantNotes = pgTable(
  "merchant_notes",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    text: text().notNull(),
    followUpOn: date(),
    doneAt: timestamp({ withTimezone: true }),
    byId: text().notNull(),
    byName: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index("merchant_notes_follow_up").on(t.followUpOn).where(sql`done_at IS NULL`),
  ],
);

/** Filters of a list under a name of their own, per person. */
export const savedViews = pgTable(
  "saved_views",
  {
    /** The person's tenant. */
    merchantId: text().notNull(),
    id: text().notNull(),
    userId: text().notNull(),
    page: text().notNull(),
    name: text().notNull(),
    /** The page's query string. */
    query: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex("saved_views_name_unique").on(t.merchantId, t.userId, t.page, t.name),
  ],
);

/** Components that staff added to a merchant's integration preset or took away (product.md §3). */
export const integrationComponents = pgTable(
  "integration_components",
  {
    merchantId: text().notNull(),
    component: text().notNull(),
    used: boolean().notNull(),
    setByName: text().notNull(),
    setAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.component] })],
);

/** A step of the checklist, or a gate, that an approver let pass in writing. */
export const stepOverrides = pgTable(
  "step_overrides",
  {
    merchantId: text().notNull(),
    channel: text().$type<Channel>().notNull(),
    step: text().notNull(),
    reason: text().notNull(),
    byId: text().notNull(),
    byName: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.channel, t.step] })],
);

/** A file of merchants and sites, first looked through, then carried out row by row; re-runnable. */
export const bulkImports = pgTable(
  "bulk_imports",
  {
    /** PARTNER_TENANT. */
    merchantId: text().notNull(),
    id: text().notNull(),
    fileName: text().notNull(),
    state: text().$type<"reading" | "previewed" | "running" | "done" | "cancelled" | "failed">().notNull(),
    rows: integer().notNull().default(0),
    creates: integer().notNull().default(0),
    changes: integer().notNull().default(0),
    same: integer().notNull().default(0),
    errors: integer().notNull().default(0),
    done: integer().notNull().default(0),
    cause: text(),
    byId: text().notNull(),
    byName: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    endedAt: timestamp({ withTimezone: true }),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.id] })],
);

export const bulkImportRows = pgTable(
  "bulk_import_rows",
  {
    merchantId: text().notNull(),
    importId: text().notNull(),
    row: integer().notNull(),
    data: jsonb().$type<Record<string, string>>().notNull(),
    action: text().$type<"create" | "change" | "same" | "error">().notNull(),
    /** JSON: field to before and after, or the errors by field. */
    diff: text(),
    appliedAt: timestamp({ withTimezone: true }),
    failure: text(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.importId, t.row] }),
    foreignKey({
      columns: [t.merchantId, t.importId],
      foreignColumns: [bulkImports.merchantId, bulkImports.id],
    }),
  ],
);

/** When a version of a merchant's credentials was last used, and how often; machine use is counted, not audited. */
export const credentialUses = pgTable(
  "credential_uses",
  {
    merchantId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    version: integer().notNull(),
    lastUsedAt: timestamp({ withTimezone: true }).notNull(),
    count: bigint({ mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.environment, t.version] })],
);
