import { and, asc, eq, gt } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { auditChains, auditEntries } from "#db/schema/audit.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { type ChainFinding, type ChainHead, checkChain } from "./rules.ts";

export type ChainReport = { merchantId: string; entries: number; head: ChainHead; findings: ChainFinding[] };

/** Heads by merchant, as `anchorHeads` wrote them down. */
export type Anchors = ReadonlyMap<string, readonly ChainHead[]>;

const ENTRIES_A_READ = 1_000;

/**
 * Recomputes every chain from its first entry to its head (P19), and keeps on its head row when that was and what was
 * found. Reads a thousand entries at a time, also those that are appended meanwhile.
 */
export async function verifyChains(
  around: { database: Database; clock: Clock },
  anchors: Anchors = new Map(),
): Promise<ChainReport[]> {
  const tenants = await inTenant(around.database, EVERY_TENANT, async (tx) => {
    const heads = await tx.select({ id: auditChains.merchantId }).from(auditChains);
    const chains = await tx.selectDistinct({ id: auditEntries.merchantId }).from(auditEntries);
    return new Set([...heads, ...chains].map(({ id }) => id));
  });
  // A chain whose every trace is gone from the database is still known to those who wrote its head down.
  for (const merchantId of anchors.keys()) tenants.add(merchantId);
  const reports: ChainReport[] = [];
  for (const merchantId of [...tenants].sort()) {
    reports.push(await verifyChain(around, merchantId, anchors.get(merchantId) ?? []));
  }
  return reports;
}

async function verifyChain(
  { database, clock }: { database: Database; clock: Clock },
  merchantId: string,
  anchors: readonly ChainHead[],
): Promise<ChainReport> {
  return inTenant(database, EVERY_TENANT, async (tx) => {
    const check = checkChain(anchors);
    let entries = 0;
    let after = 0;
    const readOn = async () => {
      for (;;) {
        const page = await readEntries(tx, merchantId, after);
        for (const entry of page) check.next(entry);
        entries += page.length;
        after = page.at(-1)?.sequence ?? after;
        if (page.length < ENTRIES_A_READ) return;
      }
    };
    await readOn();
    // Head and last entry must be of one time. Locked earlier, whoever appends would wait for the whole chain.
    const [head] = await tx
      .select()
      .from(auditChains)
      .where(eq(auditChains.merchantId, merchantId))
      .for("update");
    await readOn();
    const findings = check.end(head ?? null);
    if (head) {
      await tx
        .update(auditChains)
        .set({
          checkedAt: clock.now(),
          checkedSequence: after,
          finding: findings.length === 0 ? null : findings.map(wordOf).join(", "),
        })
        .where(eq(auditChains.merchantId, merchantId));
    }
    const { sequence, hash } = head ?? { sequence: 0, hash: "" };
    return { merchantId, entries, head: { sequence, hash }, findings };
  });
}

function readEntries(tx: Transaction, merchantId: string, after: number) {
  return tx
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.merchantId, merchantId), gt(auditEntries.sequence, after)))
    .orderBy(asc(auditEntries.sequence))
    .limit(ENTRIES_A_READ);
}

function wordOf({ kind, sequence }: ChainFinding): string {
  return `${kind} at ${sequence}`;
}
