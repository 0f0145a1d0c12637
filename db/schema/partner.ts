import { pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { ApprovalPolicy } from "#lib/terms.ts";

/** The one partner that runs this deployment: a single row, `id` is always PARTNER_TENANT. */
export const partner = pgTable("partner", {
  id: text().primaryKey(),
  name: text().notNull(),
  timezone: text().notNull(),
  approvalPolicy: text().$type<ApprovalPolicy>().notNull().default("second_person"),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
