import { and, eq, isNull, ne } from "drizzle-orm";
import { credentialSets } from "#db/schema/credentials.ts";
import { flexchargeAccounts, merchants } from "#db/schema/merchants.ts";
import { siteHosts } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";
import type { OwnMerchant } from "./match-accounts.ts";

export type LinkableMerchant = OwnMerchant & {
  /** MID of the verified set in use. */
  verifiedMid: string | null;
  /** Its account is linked or converted in this environment. */
  stands: boolean;
};

/** Every merchant that is not archived, as far as accounts are compared with it. */
export function readOwnMerchants(scope: Scope, environment: Environment): Promise<LinkableMerchant[]> {
  return inScope(scope, async (tx) => {
    const rows = await tx
      .select({
        ...{ id: merchants.id, name: merchants.name, observed: merchants.observed },
        standing: flexchargeAccounts.standing,
      })
      .from(merchants)
      .leftJoin(
        flexchargeAccounts,
        and(eq(flexchargeAccounts.merchantId, merchants.id), eq(flexchargeAccounts.environment, environment)),
      )
      .where(isNull(merchants.archivedAt))
      .orderBy(merchants.name, merchants.id);
    const hosts = await tx.select({ merchantId: siteHosts.merchantId, host: siteHosts.host }).from(siteHosts);
    const sets = await tx
      .select({
        ...{ merchantId: credentialSets.merchantId, mid: credentialSets.mid },
        ...{ current: credentialSets.current, state: credentialSets.state },
      })
      .from(credentialSets)
      .where(and(eq(credentialSets.environment, environment), ne(credentialSets.state, "revoked")));
    const hostsOf = Map.groupBy(hosts, ({ merchantId }) => merchantId);
    const setsOf = Map.groupBy(sets, ({ merchantId }) => merchantId);
    return rows.map(({ standing, ...merchant }) => {
      const own = setsOf.get(merchant.id) ?? [];
      const verified = own.find(({ current, state }) => current && state === "verified");
      return {
        ...merchant,
        hosts: (hostsOf.get(merchant.id) ?? []).map(({ host }) => host),
        mids: own.flatMap(({ mid }) => (mid ? [mid.toLowerCase()] : [])),
        verifiedMid: verified?.mid?.toLowerCase() ?? null,
        stands: (standing ?? "none") !== "none",
      };
    });
  });
}
