import { eq, sql } from "drizzle-orm";
import { auditChains } from "#db/schema/audit.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";

/** Whether the record is whole: what the last recomputation of every chain in view found (verify-chains.ts). */
export type ChainState = {
  chains: number;
  /** Of the chain that was checked longest ago; null while one was never checked. */
  checkedAt: Date | null;
  /** What is wrong, by chain; empty: intact. */
  broken: { merchantId: string; finding: string }[];
};

const BROKEN_MAX = 20;

/** Of one merchant's chain, or of every chain that the scope reaches. Needs `audit.read`. */
export async function readChainState(scope: Scope, merchantId?: string): Promise<ChainState> {
  requirePermission(scope, "audit.read");
  return inScope(scope, async (tx) => {
    const mine = merchantId ? eq(auditChains.merchantId, merchantId) : undefined;
    const [counted] = await tx
      .select({
        chains: sql<number>`count(*)::int`,
        unchecked: sql<number>`(count(*) FILTER (WHERE ${auditChains.checkedAt} IS NULL))::int`,
        checkedAt: sql<string | null>`min(${auditChains.checkedAt})`,
      })
      .from(auditChains)
      .where(mine);
    const broken = await tx
      .select({ merchantId: auditChains.merchantId, finding: sql<string>`${auditChains.finding}` })
      .from(auditChains)
      .where(sql`${auditChains.finding} IS NOT NULL AND ${mine ?? sql`true`}`)
      .orderBy(auditChains.merchantId)
      .limit(BROKEN_MAX);
    const { chains = 0, unchecked = 0, checkedAt = null } = counted ?? {};
    return { chains, checkedAt: unchecked === 0 && checkedAt ? new Date(checkedAt) : null, broken };
  });
}
