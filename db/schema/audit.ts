import { bigint, index, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** The head of each tenant's chain; locking this row gives every entry its place. */
export const auditChains = pgTable("audit_chains", {
  merchantId: text().primaryKey(),
  sequence: bigint({ mode: "number" }).notNull(),
  hash: text().notNull(),
  /** When the whole chain was last recomputed, up to which entry, and what was wrong with it; null: intact. */
  checkedAt: timestamp({ withTimezone: true }),
  checkedSequence: bigint({ mode: "number" }),
  finding: text(),
});

/** Who changed what, appended in the transaction of the change; each entry carries its predecessor's hash (P19). */
export const auditEntries = pgTable(
  "audit_entries",
  {
    merchantId: text().notNull(),
    sequence: bigint({ mode: "number" }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    actorKind: text().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    action: text().notNull(),
    subject: text().notNull(),
    /** What a person reads: the subject's name at that time. */
    subjectName: text().notNull(),
    /** JSON text, never a secret; null where there was or is nothing. */
    before: text(),
    after: text(),
    reason: text(),
    requestId: text().notNull(),
    previousHash: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.sequence] }),
    index("audit_entries_by_time").on(t.at.desc().nullsFirst()),
    index("audit_entries_by_subject").on(t.merchantId, t.subject, t.sequence),
  ],
);
