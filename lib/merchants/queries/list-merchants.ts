import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { merchantRow } from "../internal/merchant-row.ts";
import type { MerchantRow } from "../schema.ts";

/** By name. The board with modes is lib/switching/queries.ts, listMerchantBoard. `search` looks at name and id. */
export async function listMerchants(
  scope: Scope,
  filter: { search?: string; archived?: boolean; limit?: number } = {},
): Promise<MerchantRow[]> {
  requirePermission(scope, "merchants.read");
  const text = filter.search?.trim().toLowerCase();
  const rows = await inScope(scope, (tx) =>
    tx
      .select()
      .from(merchants)
      .where(
        and(
          ...(filter.archived ? [] : [isNull(merchants.archivedAt)]),
          ...(text
            ? [or(sql`strpos(lower(${merchants.name}), ${text}) > 0`, eq(sql`lower(${merchants.id})`, text))]
            : []),
        ),
      )
      .orderBy(asc(sql`lower(${merchants.name})`), asc(merchants.id))
      .limit(Math.min(filter.limit ?? 2000, 2000)),
  );
  return rows.map(merchantRow);
}
