import { sql } from "drizzle-orm";
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
import type {
  ChangeRequestState,
  Channel,
  KillChannel,
  KillScope,
  Mode,
  SettableMode,
  SwitchScope,
} from "#lib/terms.ts";

/** One explicit mode. No row means: inherit. The three channels are rows, so they are independent by structure. */
export const switches = pgTable(
  "switches",
  {
    merchantId: text().notNull(),
    scope: text().$type<SwitchScope>().notNull(),
    /** The merchant's, site's or campaign's id. */
    scopeId: text().notNull(),
    channel: text().$type<Channel>().notNull(),
    mode: text().$type<Mode>().notNull(),
    reason: text().notNull(),
    version: integer().notNull(),
    setById: text().notNull(),
    setByName: text().notNull(),
    setAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.scope, t.scopeId, t.channel] })],
);

/** An engaged kill switch; no row means not engaged. The partner's own stand under PARTNER_TENANT. */
export const killSwitches = pgTable(
  "kill_switches",
  {
    merchantId: text().notNull(),
    scope: text().$type<KillScope>().notNull(),
    scopeId: text().notNull(),
    channel: text().$type<KillChannel>().notNull(),
    reason: text().notNull(),
    version: integer().notNull(),
    setById: text().notNull(),
    setByName: text().notNull(),
    setAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.scope, t.scopeId, t.channel] })],
);

/** The switch set's number; locking this row is what makes changes of one merchant follow each other. */
export const switchSets = pgTable("switch_sets", {
  merchantId: text().primaryKey(),
  version: integer().notNull().default(0),
});

/** The history of a switch set: one row a change, never edited. */
export const switchChanges = pgTable(
  "switch_changes",
  {
    merchantId: text().notNull(),
    version: integer().notNull(),
    kind: text().$type<"mode" | "kill">().notNull(),
    scope: text().$type<SwitchScope | KillScope>().notNull(),
    scopeId: text().notNull(),
    channel: text().$type<KillChannel>().notNull(),
    /** A mode or `inherit`; for a kill switch `on` or `off`. */
    before: text().notNull(),
    after: text().notNull(),
    reason: text().notNull(),
    setById: text().notNull(),
    setByName: text().notNull(),
    setAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.version] }),
    index("switch_changes_by_cell").on(t.merchantId, t.scope, t.scopeId, t.channel, t.version),
  ],
);

/**
 * Raised by a trigger on every table that a decision reads (migration 0001), with a NOTIFY of the tenant:
 * no verb can forget it, and a lost notification is found by the poll.
 */
export const configVersions = pgTable("config_versions", {
  merchantId: text().primaryKey(),
  version: bigint({ mode: "number" }).notNull(),
});

/** Somebody asks that switches go up; somebody else decides (product.md §4). */
export const changeRequests = pgTable(
  "change_requests",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    state: text().$type<ChangeRequestState>().notNull(),
    /** The switch set's version that the diff was made against. */
    baseVersion: integer().notNull(),
    reason: text().notNull(),
    requestedById: text().notNull(),
    requestedByName: text().notNull(),
    requestedAt: timestamp({ withTimezone: true }).notNull(),
    decidedById: text(),
    decidedByName: text(),
    decidedAt: timestamp({ withTimezone: true }),
    decisionNote: text(),
    scheduledFor: timestamp({ withTimezone: true }),
    appliedAt: timestamp({ withTimezone: true }),
    appliedVersion: integer(),
    /** JSON: gates that fell, or the conflict. */
    cause: text(),
    /** JSON of the dry run of the week before it was asked for. */
    dryRun: text(),
    /** JSON: with which words the approver let which open steps of the checklist pass, for this request alone. */
    checklistOverride: text(),
    stateAt: timestamp({ withTimezone: true }).notNull(),
    /** The state that people were last written to about. */
    toldState: text().$type<ChangeRequestState>(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index("change_requests_open").on(t.state, t.requestedAt),
    index("change_requests_due").on(t.scheduledFor).where(sql`state = 'scheduled'`),
    index("change_requests_untold").on(t.stateAt).where(sql`told_state IS DISTINCT FROM state`),
  ],
);

/** One cell of the diff. */
export const changeRequestItems = pgTable(
  "change_request_items",
  {
    merchantId: text().notNull(),
    requestId: text().notNull(),
    position: integer().notNull(),
    scope: text().$type<SwitchScope>().notNull(),
    scopeId: text().notNull(),
    channel: text().$type<Channel>().notNull(),
    before: text().$type<SettableMode>().notNull(),
    after: text().$type<SettableMode>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.requestId, t.position] }),
    foreignKey({
      columns: [t.merchantId, t.requestId],
      foreignColumns: [changeRequests.merchantId, changeRequests.id],
    }),
  ],
);
