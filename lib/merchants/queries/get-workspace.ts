import { eq } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";

/** The little that a merchant's workspace shows around every page. Throws NotFoundError, also for another tenant's. */
export async function getWorkspace(
  scope: Scope,
  merchantId: string,
): Promise<{ id: string; name: string; timezone: string; currency: string; observed: boolean }> {
  const [found] = await inScope(scope, (tx) =>
    tx
      .select({
        id: merchants.id,
        name: merchants.name,
        timezone: merchants.timezone,
        currency: merchants.currency,
        observed: merchants.observed,
      })
      .from(merchants)
      .where(eq(merchants.id, merchantId)),
  );
  if (!found) throw new NotFoundError("Merchant");
  return found;
}
