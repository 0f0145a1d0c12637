import { and, asc, count, eq, inArray, isNull, lt, min } from "drizzle-orm";
import { flexchargeAccounts, merchants } from "#db/schema/merchants.ts";
import { applications } from "#db/schema/onboarding.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";
import type { Waiting } from "./rules.ts";

/** Settlement looks within minutes; what is open longer needs a person. */
const UNSETTLED_AFTER_MS = 60 * 60_000;

/** Per merchant, what waits for somebody in this environment; merchants without are absent. Needs `orders.read`. */
export async function listWaiting(scope: Scope, environment: Environment): Promise<Map<string, Waiting>> {
  requirePermission(scope, "orders.read");
  const openSince = new Date(scope.clock.now().getTime() - UNSETTLED_AFTER_MS);
  return inScope(scope, async (tx) => {
    const rows = await tx
      .select({ merchantId: attempts.merchantId, n: count(), first: min(attempts.begunAt) })
      .from(attempts)
      .innerJoin(orders, and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId)))
      .where(
        and(
          eq(attempts.state, "unknown"),
          lt(attempts.begunAt, openSince),
          eq(orders.environment, environment),
        ),
      )
      .groupBy(attempts.merchantId);
    return new Map(
      rows.map(({ merchantId, n, first }) => [
        merchantId,
        { unsettled: { count: n, since: first?.toISOString() ?? null } },
      ]),
    );
  });
}

/** Something that only FlexCharge can move on. `by` asked for it. */
export type AtFlexcharge = {
  merchantId: string;
  merchantName: string;
  what: "application" | "mit";
  by: string | null;
  since: Date | null;
};

/** Applications in review and MIT that was asked for, longest first. Needs `merchants.read`. */
export async function listAtFlexcharge(scope: Scope, environment: Environment): Promise<AtFlexcharge[]> {
  requirePermission(scope, "merchants.read");
  return inScope(scope, async (tx) => {
    const [reviews, asked] = await Promise.all([
      tx
        .select({ merchantId: merchants.id, merchantName: merchants.name, since: applications.stateAt })
        .from(applications)
        .innerJoin(merchants, eq(merchants.id, applications.merchantId))
        .where(
          and(
            eq(applications.environment, environment),
            inArray(applications.state, ["submitted", "in_review"]),
          ),
        )
        .orderBy(asc(applications.stateAt)),
      tx
        .select({
          merchantId: merchants.id,
          merchantName: merchants.name,
          since: flexchargeAccounts.mitAt,
          by: flexchargeAccounts.mitBy,
        })
        .from(flexchargeAccounts)
        .innerJoin(merchants, eq(merchants.id, flexchargeAccounts.merchantId))
        .where(
          and(
            eq(flexchargeAccounts.environment, environment),
            eq(flexchargeAccounts.mit, "requested"),
            isNull(merchants.archivedAt),
          ),
        )
        .orderBy(asc(flexchargeAccounts.mitAt)),
    ]);
    const age = (row: AtFlexcharge) => row.since?.getTime() ?? 0;
    return [
      ...reviews.map((row): AtFlexcharge => ({ ...row, what: "application", by: null })),
      ...asked.map((row): AtFlexcharge => ({ ...row, what: "mit" })),
    ].sort((a, b) => age(a) - age(b));
  });
}
