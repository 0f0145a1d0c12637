import { eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { auditChains, auditEntries } from "#db/schema/audit.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { CHAIN_START, entryHash } from "./internal/entry-hash.ts";

/** Who acts, in which request: every Scope is one. */
export type Author = { actor: { kind: string; id: string; name: string }; clock: Clock; requestId: string };

export type AuditedChange = {
  /** The chain the entry belongs to: the merchant's id, or PARTNER_TENANT. */
  merchantId: string;
  /** `noun.verb`, e.g. `switch.set`. */
  action: string;
  subject: string;
  subjectName: string;
  /** Never a secret: states, names, last four. */
  before?: unknown;
  after?: unknown;
  reason?: string;
};

/**
 * Appends one entry in the caller's transaction, so that a change and its record stand or fall together. The
 * chain's head is locked until commit: entries of one tenant follow each other without gaps.
 */
export async function appendEntry(tx: Transaction, author: Author, change: AuditedChange): Promise<void> {
  await tx
    .insert(auditChains)
    .values({ merchantId: change.merchantId, sequence: 0, hash: CHAIN_START })
    .onConflictDoNothing();
  const [head] = await tx
    .select()
    .from(auditChains)
    .where(eq(auditChains.merchantId, change.merchantId))
    .for("update");
  if (!head) throw new Error("the audit chain's head is not visible in this scope");
  const entry = {
    merchantId: change.merchantId,
    sequence: head.sequence + 1,
    at: author.clock.now(),
    actorKind: author.actor.kind,
    actorId: author.actor.id,
    actorName: author.actor.name,
    action: change.action,
    subject: change.subject,
    subjectName: change.subjectName,
    before: change.before === undefined ? null : canonicalJson(change.before),
    after: change.after === undefined ? null : canonicalJson(change.after),
    reason: change.reason ?? null,
    requestId: author.requestId,
    previousHash: head.hash,
  };
  const hash = entryHash(entry);
  await tx.insert(auditEntries).values({ ...entry, hash });
  await tx
    .update(auditChains)
    .set({ sequence: sql`${auditChains.sequence} + 1`, hash })
    .where(eq(auditChains.merchantId, change.merchantId));
}
