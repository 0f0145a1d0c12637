import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type {
  AccountStanding,
  ActivationPolicy,
  Channel,
  Environment,
  Integration,
  LateApprovalPolicy,
  MerchantState,
  MitEnablement,
  MitMode,
  TransmitSetting,
} from "#lib/terms.ts";

/** Which orders a merchant lets us send at all; an absent rule excludes nothing (product.md §4, eligibility). */
export type EligibilityRules = {
  cardBrands?: string[];
  countries?: string[];
  currencies?: string[];
  /** Bounds in minor units of the order's own currency, inclusive. */
  amountMinMinor?: number;
  amountMaxMinor?: number;
  /** The processor's raw decline codes that are never sent, e.g. lost and stolen cards. */
  declineCodesNever?: string[];
};

/** Adjustable limits of MIT (product.md §8). */
export type MitRules = { expiryDaysMin: number; sameDay: "block" | "flag" | "off" };

export const merchants = pgTable("merchants", {
  id: text().primaryKey(),
  name: text().notNull(),
  state: text().$type<MerchantState>().notNull().default("onboarding"),
  integration: text().$type<Integration>().notNull(),
  /** The merchant talks to FlexCharge itself: cells are read-only, reports say "evaluated orders only". */
  observed: boolean().notNull().default(false),
  timezone: text().notNull(),
  currency: text().notNull(),
  mitMode: text().$type<MitMode>().notNull().default("managed"),
  activationOwnerId: text(),
  activationPolicy: text().$type<ActivationPolicy>().notNull().default("merchant_requests"),
  defaultSiteId: text(),
  descriptorMismatch: text().$type<"flag" | "block">().notNull().default("flag"),
  eligibility: jsonb().$type<EligibilityRules>().notNull().default({}),
  mitRules: jsonb().$type<MitRules>().notNull().default({ expiryDaysMin: 14, sameDay: "block" }),
  /** What becomes of a late approval that nobody decided within `lateApprovalHours`. */
  lateApprovalPolicy: text().$type<LateApprovalPolicy>().notNull().default("ask"),
  lateApprovalHours: integer().notNull().default(24),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  archivedAt: timestamp({ withTimezone: true }),
});

/** A merchant's standing with FlexCharge, per environment. */
export const flexchargeAccounts = pgTable(
  "flexcharge_accounts",
  {
    merchantId: text()
      .notNull()
      .references(() => merchants.id),
    environment: text().$type<Environment>().notNull(),
    standing: text().$type<AccountStanding>().notNull().default("none"),
    standingAt: timestamp({ withTimezone: true }),
    mit: text().$type<MitEnablement>().notNull().default("unknown"),
    mitAt: timestamp({ withTimezone: true }),
    mitBy: text(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.environment] })],
);

/** Only rows that differ from the integration's default (lib/merchants/rules.ts). */
export const transmitSettings = pgTable(
  "transmit_settings",
  {
    merchantId: text()
      .notNull()
      .references(() => merchants.id),
    channel: text().$type<Channel>().notNull(),
    setting: text().$type<TransmitSetting>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.channel] })],
);
