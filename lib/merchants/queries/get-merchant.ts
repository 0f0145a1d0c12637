import { eq } from "drizzle-orm";
import { flexchargeAccounts, merchants, transmitSettings } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";
import { merchantRow } from "../internal/merchant-row.ts";
import type { AccountView, MerchantView } from "../schema.ts";

const NO_ACCOUNT: AccountView = {
  standing: "none",
  standingAt: null,
  mit: "unknown",
  mitAt: null,
  mitBy: null,
};

/** Everything about one merchant but its sites, credentials and switches. Throws NotFoundError. */
export async function getMerchant(scope: Scope, merchantId: string): Promise<MerchantView> {
  requirePermission(scope, "merchants.read");
  return inScope(scope, async (tx) => {
    const [row] = await tx.select().from(merchants).where(eq(merchants.id, merchantId));
    if (!row) throw new NotFoundError("Merchant");
    const accounts = await tx
      .select()
      .from(flexchargeAccounts)
      .where(eq(flexchargeAccounts.merchantId, merchantId));
    const transmit = await tx
      .select()
      .from(transmitSettings)
      .where(eq(transmitSettings.merchantId, merchantId));
    const { activationOwnerId, activationPolicy, defaultSiteId, descriptorMismatch, eligibility, mitRules } =
      row;
    const { lateApprovalPolicy, lateApprovalHours } = row;
    return {
      ...merchantRow(row),
      ...{ activationOwnerId, activationPolicy, defaultSiteId, descriptorMismatch, eligibility, mitRules },
      ...{ lateApprovalPolicy, lateApprovalHours },
      accounts: Object.fromEntries(
        ENVIRONMENTS.map((environment) => {
          const account = accounts.find((each) => each.environment === environment);
          return [environment, account ? accountView(account) : NO_ACCOUNT];
        }),
      ) as MerchantView["accounts"],
      transmit: Object.fromEntries(transmit.map(({ channel, setting }) => [channel, setting])),
    };
  });
}

function accountView(account: typeof flexchargeAccounts.$inferSelect): AccountView {
  const { standing, standingAt, mit, mitAt, mitBy } = account;
  return {
    ...{ standing, mit, mitBy },
    standingAt: standingAt?.toISOString() ?? null,
    mitAt: mitAt?.toISOString() ?? null,
  };
}
