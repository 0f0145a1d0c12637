import { oneOf } from "#app/_doors/search-params.ts";
import { AUDIT_SEARCH, auditFilter } from "#components/audit/audit-filter.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { requirePermission } from "#lib/access/open-scope.ts";
import { exportEntries } from "#lib/audit/queries/export-entries.ts";

/** The record as the page shows it, whole: the same address, the same filters. */
export async function auditFile(
  scope: Scope,
  { merchantId }: { environment: string; merchantId?: string },
  given: URLSearchParams,
) {
  requirePermission(scope, "audit.read");
  const now = scope.clock.now();
  const chosen = auditFilter(oneOf(Object.fromEntries(given), AUDIT_SEARCH), now);
  const filter = merchantId ? { ...chosen, merchantId } : chosen;
  return { name: `audit-${now.toISOString().slice(0, 10)}.csv`, lines: exportEntries(scope, filter) };
}
