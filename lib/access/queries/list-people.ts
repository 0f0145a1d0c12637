import { and, asc, inArray, isNull } from "drizzle-orm";
import { users } from "#db/schema/people.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { inScope } from "../in-scope.ts";
import type { Scope } from "../open-scope.ts";

export type PersonRow = { id: string; name: string; role: Role; isPartnerStaff: boolean };

/**
 * Who may answer for a merchant's switches: partner staff and the merchant's own people, without the disabled.
 * With PARTNER_TENANT staff alone. A merchant's people see their own side. Never anything secret.
 */
export async function listPeople(scope: Scope, merchantId: string): Promise<PersonRow[]> {
  const rows = await inScope(scope, (tx) =>
    tx
      .select({ id: users.id, name: users.name, role: users.role, merchantId: users.merchantId })
      .from(users)
      .where(and(isNull(users.disabledAt), inArray(users.merchantId, [PARTNER_TENANT, merchantId])))
      .orderBy(asc(users.name)),
  );
  return rows.map(({ merchantId: home, ...person }) => ({
    ...person,
    isPartnerStaff: home === PARTNER_TENANT,
  }));
}
