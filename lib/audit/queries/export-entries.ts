import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { csvLine } from "#lib/kit/csv.ts";
import { type AuditFilter, listAuditEntries } from "../queries.ts";

const ENTRIES_A_READ = 500;

/**
 * The filtered record as CSV, newest first, read page by page so that memory stays flat. Needs `export` and
 * `audit.read`.
 */
export async function* exportEntries(
  scope: Scope,
  filter: Omit<AuditFilter, "before" | "limit">,
): AsyncGenerator<string> {
  requirePermission(scope, "export");
  yield csvLine([
    ...["at", "merchantId", "merchant", "sequence", "actorKind", "actorId", "actor", "action", "subject"],
    ...["subjectName", "before", "after", "reason", "requestId"],
  ]);
  let before: string | null | undefined;
  while (before !== null) {
    const page = await listAuditEntries(scope, {
      ...filter,
      limit: ENTRIES_A_READ,
      ...(before ? { before } : {}),
    });
    for (const row of page.rows) {
      yield csvLine([
        ...[row.at.toISOString(), row.merchantId, row.merchantName, row.sequence, row.actorKind, row.actorId],
        ...[row.actorName, row.action, row.subject, row.subjectName, row.before, row.after, row.reason],
        row.requestId,
      ]);
    }
    before = page.next;
  }
}
