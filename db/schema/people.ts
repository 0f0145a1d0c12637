import { boolean, index, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { Role } from "#lib/terms.ts";

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
  (t) => [index("sign_in_attempts_by_email").on(t.email, t.at)],
);
