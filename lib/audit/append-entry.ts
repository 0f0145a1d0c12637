import { eq } from "drizzle-orm";
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
export function appendEntry(tx: Transaction, author: Author, change: AuditedChange): Promise<void> {
  const { merchantId, ...one } = change;
  return appendEntries(tx, author, merchantId, [one]);
}

/** Several of one chain, in their order, as cheaply as one. Not empty. */
export async function appendEntries(
  tx: Transaction,
  author: Author,
  merchantId: string,
  changes: readonly Omit<AuditedChange, "merchantId">[],
): Promise<void> {
  await tx.insert(auditChains).values({ merchantId, sequence: 0, hash: CHAIN_START }).onConflictDoNothing();
  const [head] = await tx
    .select()
    .from(auditChains)
    .where(eq(auditChains.merchantId, merchantId))
    .for("update");
  if (!head) throw new Error("the audit chain's head is not visible in this scope");
  let { sequence, hash } = head;
  const at = author.clock.now();
  const entries = changes.map(({ action, subject, subjectName, before, after, reason }) => {
    sequence += 1;
    const entry = {
      merchantId,
      sequence,
      at,
      actorKind: author.actor.kind,
      actorId: author.actor.id,
      actorName: author.actor.name,
      action,
      subject,
      subjectName,
      before: before === undefined ? null : canonicalJson(before),
      after: after === undefined ? null : canonicalJson(after),
      reason: reason ?? null,
      requestId: author.requestId,
      previousHash: hash,
    };
    hash = entryHash(entry);
    return { ...entry, hash };
  });
  await tx.insert(auditEntries).values(entries);
  await tx.update(auditChains).set({ sequence, hash }).where(eq(auditChains.merchantId, merchantId));
}
