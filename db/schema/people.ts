import {
  bigint,
  boolean,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Role } from "#lib/terms.ts";
import { bytea } from "./bytea.ts";

/** People of both sides. `merchantId` is PARTNER_TENANT for partner staff. E-mail is kept in lower case. */
export const users = pgTable(
  "users",
  {
    id: text().primaryKey(),
    merchantId: text().notNull(),
    email: text().notNull(),
    name: text().notNull(),
    role: text().$type<Role>().notNull(),
    passwordHash: text().notNull(),
    timezone: text(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    disabledAt: timestamp({ withTimezone: true }),
    passwordChangedAt: timestamp({ withTimezone: true }),
    /** Sealed under the person's tenant; in use once `totpEnabledAt` is set. */
    totpSecret: bytea(),
    totpEnabledAt: timestamp({ withTimezone: true }),
    /** The time step of the last code that was accepted: a code works once (P18). */
    totpLastStep: bigint({ mode: "number" }),
    lastSeenAt: timestamp({ withTimezone: true }),
    /** `sub` of the single sign-on provider, bound at the first sign-in through it. */
    oidcSubject: text(),
  },
  (t) => [uniqueIndex("users_email_unique").on(t.email), index("users_by_merchant").on(t.merchantId, t.name)],
);

/** A signed-in browser. The cookie carries only the id; this row is read on every request, so revoking it is at once. */
export const sessions = pgTable(
  "sessions",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    revokedAt: timestamp({ withTimezone: true }),
    userAgent: text(),
    /** When the second factor was shown; null: this session may do nothing but show it, where one is asked for. */
    secondFactorAt: timestamp({ withTimezone: true }),
    /** When password or code was last shown: what step-up looks at. */
    provenAt: timestamp({ withTimezone: true }),
    /** The merchant as whom partner staff look around, read-only, until then. */
    viewAsMerchantId: text(),
    viewAsUntil: timestamp({ withTimezone: true }),
  },
  (t) => [index("sessions_by_user").on(t.userId)],
);

/** Sign-in attempts of the last day: what throttling counts. The address is kept as a keyed hash only. */
export const signInAttempts = pgTable(
  "sign_in_attempts",
  {
    id: text().primaryKey(),
    email: text().notNull(),
    addressHash: text().notNull(),
    succeeded: boolean().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    index("sign_in_attempts_by_email").on(t.email, t.at),
    index("sign_in_attempts_by_address").on(t.addressHash, t.at),
  ],
);

/** One-time codes for somebody who lost the second factor. Hashes only. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    merchantId: text().notNull(),
    userId: text().notNull(),
    codeHash: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.userId, t.codeHash] }),
    foreignKey({ columns: [t.userId], foreignColumns: [users.id] }).onDelete("cascade"),
  ],
);
