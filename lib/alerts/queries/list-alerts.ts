import { and, desc, eq, isNotNull, isNull, lt, or } from "drizzle-orm";
import { alerts } from "#db/schema/alerts.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { Environment } from "#lib/terms.ts";
import type { Attention } from "../schema.ts";

export type AlertRow = {
  id: string;
  /** As it was last seen. */
  line: Attention;
  openedAt: Date;
  notifiedAt: Date | null;
  resolvedAt: Date | null;
};

const PAGE_ROWS = 50;

/** Alerts of one environment, newest first, a page at a time with `after` = the last row's id. Needs `alerts.write`. */
export async function listAlerts(
  scope: Scope,
  where: { environment: Environment; state?: "open" | "solved" | undefined; after?: string | undefined },
): Promise<{ rows: AlertRow[]; next: string | null }> {
  requirePermission(scope, "alerts.write");
  if (scope.tenant !== EVERY_TENANT) throw new NotFoundError("Alerts");
  return inScope(scope, async (tx) => {
    const [last] = where.after
      ? await tx.select({ at: alerts.openedAt, id: alerts.id }).from(alerts).where(eq(alerts.id, where.after))
      : [];
    const found = await tx
      .select()
      .from(alerts)
      .where(
        and(
          eq(alerts.environment, where.environment),
          where.state && (where.state === "open" ? isNull(alerts.resolvedAt) : isNotNull(alerts.resolvedAt)),
          last && or(lt(alerts.openedAt, last.at), and(eq(alerts.openedAt, last.at), lt(alerts.id, last.id))),
        ),
      )
      .orderBy(desc(alerts.openedAt), desc(alerts.id))
      .limit(PAGE_ROWS + 1);
    const rows = found.slice(0, PAGE_ROWS).map(({ id, facts, openedAt, notifiedAt, resolvedAt }) => {
      const { line } = JSON.parse(facts) as { line: Attention };
      return { id, line, openedAt, notifiedAt, resolvedAt };
    });
    return { rows, next: found.length > PAGE_ROWS ? (rows.at(-1)?.id ?? null) : null };
  });
}
