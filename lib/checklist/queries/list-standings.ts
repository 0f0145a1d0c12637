import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { BoardRow } from "#lib/switching/schema.ts";
import type { ApplicationState, Environment } from "#lib/terms.ts";
import { type Standing, standingOf } from "../rules.ts";
import type { StepOverride } from "../schema.ts";

type Row = {
  merchantId: string;
  components: { component: string; used: boolean }[] | null;
  marks: string[] | null;
  overrides: Pick<StepOverride, "step" | "channel">[] | null;
  linked: boolean;
  mitEnabled: boolean;
  application: ApplicationState | null;
  liveSince: string | null;
  approval: { at: string; by: string } | null;
};

/**
 * How far each merchant of the board has come, and which request of its waits for a second person: one statement,
 * whatever their number. Needs `merchants.read`.
 */
export async function listStandings(
  scope: Scope,
  environment: Environment,
  board: readonly BoardRow[],
): Promise<Map<string, Standing>> {
  requirePermission(scope, "merchants.read");
  const rows = (await inScope(scope, (tx) =>
    tx.execute(sql`
    SELECT m.id AS "merchantId",
      (SELECT json_agg(json_build_object('component', c.component, 'used', c.used))
        FROM integration_components c WHERE c.merchant_id = m.id) AS components,
      (SELECT array_agg(DISTINCT e.mark) FROM step_evidence e WHERE e.merchant_id = m.id) AS marks,
      (SELECT json_agg(json_build_object('step', o.step, 'channel', o.channel))
        FROM step_overrides o WHERE o.merchant_id = m.id) AS overrides,
      EXISTS (SELECT FROM flexcharge_accounts f WHERE f.merchant_id = m.id AND f.standing <> 'none') AS linked,
      EXISTS (SELECT FROM flexcharge_accounts f WHERE f.merchant_id = m.id AND f.mit = 'enabled') AS "mitEnabled",
      (SELECT a.state FROM applications a WHERE a.merchant_id = m.id AND a.environment = ${environment}
        AND a.state NOT IN ('declined', 'cancelled') LIMIT 1) AS application,
      (SELECT min(w.set_at) FROM switches w WHERE w.merchant_id = m.id AND w.mode = 'production') AS "liveSince",
      (SELECT json_build_object('at', r.requested_at, 'by', r.requested_by_name) FROM change_requests r
        WHERE r.merchant_id = m.id AND r.state = 'in_review' ORDER BY r.requested_at LIMIT 1) AS approval
    FROM merchants m WHERE m.id = ANY(${sql.param(board.map(({ id }) => id))}::text[])`),
  )) as unknown as Row[];
  const known = new Map(rows.map((row) => [row.merchantId, row]));
  return new Map(
    board.flatMap((merchant) => {
      const row = known.get(merchant.id);
      if (!row) return [];
      const standing = standingOf(merchant, {
        components: row.components ?? [],
        marks: new Set(row.marks ?? []),
        overrides: row.overrides ?? [],
        isLinked: row.linked,
        isMitEnabled: row.mitEnabled,
        application: row.application,
        liveSince: row.liveSince && new Date(row.liveSince).toISOString(),
        approval: row.approval && { by: row.approval.by, since: new Date(row.approval.at).toISOString() },
      });
      return [[merchant.id, standing] as const];
    }),
  );
}
