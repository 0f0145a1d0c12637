import { and, desc, eq } from "drizzle-orm";
import { switchChanges } from "#db/schema/switching.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { KillChannel, KillScope, SwitchScope } from "#lib/terms.ts";
import { readBoard } from "./internal/board.ts";
import { loadMerchants, loadPartner } from "./internal/load-config.ts";
import type { BoardFilter, BoardRow, MerchantConfig, PartnerConfig, SwitchChange } from "./schema.ts";

export { BOARD_ROWS_MAX } from "./internal/board.ts";

/** What the activation page of one merchant reads. Throws NotFoundError, also for another tenant's merchant. */
export async function getMatrix(
  scope: Scope,
  merchantId: string,
): Promise<{ partner: PartnerConfig; merchant: MerchantConfig }> {
  requirePermission(scope, "switches.read");
  return inScope(scope, async (tx) => {
    const [merchant] = await loadMerchants(tx, [merchantId]);
    if (!merchant) throw new NotFoundError("Merchant");
    return { partner: await loadPartner(tx), merchant };
  });
}

export async function getPartnerConfig(scope: Scope): Promise<PartnerConfig> {
  return inScope(scope, (tx) => loadPartner(tx));
}

/**
 * The history of a switch set, newest first: modes and kill switches in one line of versions. `merchantId` is
 * PARTNER_TENANT for the partner's own kill switch. Default 20, at most 200 rows.
 */
export async function listSwitchChanges(
  scope: Scope,
  merchantId: string,
  options: {
    limit?: number;
    cell?: { scope: SwitchScope | KillScope; scopeId: string; channel?: KillChannel };
  } = {},
): Promise<SwitchChange[]> {
  requirePermission(scope, "switches.read");
  const { cell } = options;
  return inScope(scope, async (tx) => {
    const rows = await tx
      .select()
      .from(switchChanges)
      .where(
        and(
          eq(switchChanges.merchantId, merchantId),
          ...(cell ? [eq(switchChanges.scope, cell.scope), eq(switchChanges.scopeId, cell.scopeId)] : []),
          ...(cell?.channel ? [eq(switchChanges.channel, cell.channel)] : []),
        ),
      )
      .orderBy(desc(switchChanges.version))
      .limit(Math.min(options.limit ?? 20, 200));
    return rows.map(({ merchantId: _, setById, setByName, setAt, reason, version, ...change }) => ({
      ...change,
      setBy: { id: setById, name: setByName, at: setAt.toISOString(), reason, version },
    }));
  });
}

/** One row a merchant with the highest mode of each channel: the merchants board. By name; more than BOARD_ROWS_MAX say that there are others. */
export async function listMerchantBoard(scope: Scope, filter: BoardFilter = {}): Promise<BoardRow[]> {
  requirePermission(scope, "merchants.read");
  return inScope(scope, (tx) => readBoard(tx, filter));
}
