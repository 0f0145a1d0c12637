import type { Scope } from "#lib/access/open-scope.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { getWorkspace } from "#lib/merchants/queries/get-workspace.ts";

/** Whose report it is: its zone is the default, its currency the first tab. Throws NotFoundError. */
export async function reportSetting(
  scope: Scope,
  merchantId: string | undefined,
): Promise<{ name: string; timezone: string; currency: string | null }> {
  if (merchantId === undefined) return { ...(await getPartner(scope)), currency: null };
  const { name, timezone, currency } = await getWorkspace(scope, merchantId);
  return { name, timezone, currency };
}
