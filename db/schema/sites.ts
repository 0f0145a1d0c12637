import { foreignKey, integer, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { CampaignKind } from "#lib/terms.ts";
import { merchants } from "./merchants.ts";

export const sites = pgTable(
  "sites",
  {
    merchantId: text()
      .notNull()
      .references(() => merchants.id),
    id: text().notNull(),
    name: text().notNull(),
    /** FlexCharge's ids of this website, per environment. */
    sandboxSiteId: text(),
    productionSiteId: text(),
    evaluateDeadlineMs: integer().notNull().default(8000),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    archivedAt: timestamp({ withTimezone: true }),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.id] })],
);

/** Hosts in normal form (lib/sites/rules.ts, normalizeHost); a host belongs to one site of a merchant. */
export const siteHosts = pgTable(
  "site_hosts",
  {
    merchantId: text().notNull(),
    host: text().notNull(),
    siteId: text().notNull(),
    /** The first host is the one that is shown and sent as siteUrl. */
    position: integer().notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.host] }),
    foreignKey({ columns: [t.merchantId, t.siteId], foreignColumns: [sites.merchantId, sites.id] }),
  ],
);

/** What the card statement shows, kept as written; `key` is its comparable form. */
export const siteDescriptors = pgTable(
  "site_descriptors",
  {
    merchantId: text().notNull(),
    key: text().notNull(),
    descriptor: text().notNull(),
    siteId: text().notNull(),
    position: integer().notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.key] }),
    foreignKey({ columns: [t.merchantId, t.siteId], foreignColumns: [sites.merchantId, sites.id] }),
  ],
);

export const campaigns = pgTable(
  "campaigns",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    siteId: text().notNull(),
    /** The partner's own campaign id, as checkouts send it. */
    externalId: text().notNull(),
    name: text().notNull(),
    kind: text().$type<CampaignKind>().notNull(),
    descriptor: text(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    archivedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex("campaigns_external_unique").on(t.merchantId, t.externalId),
    foreignKey({ columns: [t.merchantId, t.siteId], foreignColumns: [sites.merchantId, sites.id] }),
  ],
);
